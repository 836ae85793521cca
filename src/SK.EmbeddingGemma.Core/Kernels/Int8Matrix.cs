using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>Weights brought to 8 bits, each output's with a scale of its own: a weight is about scale * value, with values from -127 to 127.</summary>
internal sealed class Int8Matrix
{
    private const float LargestValue = 127;

    private readonly Int8Shape _shape;

    /// <summary>Quantises weights.</summary>
    /// <param name="weights">The weights, [rows, inputs].</param>
    /// <param name="shape">Their shape.</param>
    public Int8Matrix(ReadOnlySpan<float> weights, Int8Shape shape)
    {
        _shape = shape;
        Values = new sbyte[shape.Size];
        Scales = new float[shape.Outputs];
        Sums = new float[shape.Groups * shape.Outputs];
        for (var place = 0; place < shape.Outputs; place++)
        {
            var row = shape.Linear.RowAt(place, Int8Tile.Outputs);
            if (row >= 0)
                Quantize(weights.Slice(row * shape.Inputs, shape.Inputs), place);
        }
    }

    /// <summary>Gets the values, as <see cref="Int8Shape"/> lays them.</summary>
    public sbyte[] Values { get; }

    /// <summary>Gets the scales, one for each output of each block.</summary>
    public float[] Scales { get; }

    /// <summary>Gets the sums of the values, [groups, outputs of all blocks]: whole numbers.</summary>
    public float[] Sums { get; }

    private void Quantize(ReadOnlySpan<float> row, int place)
    {
        var scale = MathF.Abs(TensorPrimitives.MaxMagnitude(row)) / LargestValue;
        scale = scale > 0 ? scale : 1; // a row of zeros
        Scales[place] = scale;
        var block = (place / Int8Tile.Outputs * _shape.BlockSize) + (place % Int8Tile.Outputs * Int8Tile.StepInputs);
        for (var group = 0; group < _shape.Groups; group++)
        {
            var (start, end) = _shape.StepsOf(group);
            var sum = 0;
            for (var i = start * Int8Tile.StepInputs; i < Math.Min(end * Int8Tile.StepInputs, row.Length); i++)
            {
                var value = (sbyte)MathF.Round(row[i] / scale);
                Values[block + (i / Int8Tile.StepInputs * Int8Tile.Outputs * Int8Tile.StepInputs) + (i % Int8Tile.StepInputs)] = value;
                sum += value;
            }

            Sums[(group * Scales.Length) + place] = sum;
        }
    }
}
