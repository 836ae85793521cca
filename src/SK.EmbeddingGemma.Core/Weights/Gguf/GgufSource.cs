using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Weights.Gguf;

/// <summary>A tensor of a GGUF file, and where its numbers are from. Immutable.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Source">The model's weights.</param>
/// <param name="Name">The tensor's name there.</param>
/// <param name="Offset">What is added to the numbers of a norm.</param>
/// <param name="Factor">What the numbers are multiplied with then.</param>
internal sealed record GgufSource(GgufTensor Tensor, TensorSource Source, string Name, float Offset, float Factor)
{
    /// <summary>Writes the numbers, with the padding behind them.</summary>
    /// <exception cref="InvalidDataException">The tensor is missing, has another shape, or a number that the format cannot hold.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public void WriteTo(NewFile file, WrittenShare share, CancellationToken cancellationToken)
    {
        var isNorm = Tensor.Shape.Count == 1;
        var bytes = Array.Empty<byte>();
        TensorPieces.Read(
            Source,
            Name,
            Tensor.Shape,
            values =>
            {
                var count = (int)GgufNumbers.ByteCount(Tensor.Type, values.Length);
                if (bytes.Length < count)
                    bytes = new byte[count];
                RequireRange(values);
                GgufNumbers.Write(Tensor.Type, isNorm ? Norm(values) : values, bytes.AsSpan(0, count));
                file.Write(bytes.AsSpan(0, count));
                share.Report(file.Position);
            },
            cancellationToken);
        file.Pad(GgufHeader.Alignment);
        share.Report(file.Position);
    }

    // Norms of a GGUF file scale by the weight itself.
    private float[] Norm(ReadOnlySpan<float> values)
    {
        var weights = values.ToArray();
        TensorPrimitives.Add(weights, Offset, weights);
        TensorPrimitives.Multiply(weights, Factor, weights);
        return weights;
    }

    private void RequireRange(ReadOnlySpan<float> values)
    {
        var limit = Tensor.Type switch
        {
            GgufType.F16 => (float)Half.MaxValue,
            GgufType.Q8 => (float)Half.MaxValue * sbyte.MaxValue,
            _ => float.MaxValue,
        };
        if (Math.Abs(TensorPrimitives.MaxMagnitude(values)) > limit)
            throw Source.Fault(Name, $"holds a number beyond {limit}, the largest of the format that is asked for: export the model with floats of 32 bits.");
    }
}
