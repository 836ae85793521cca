using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>Weights brought to 8 bits, each group of an output's with a scale of its own: a weight is about scale * value, with values from -127 to 127.</summary>
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
        Scales = new float[shape.Groups * shape.Outputs];
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

    /// <summary>Gets the scales, [groups, outputs of all blocks].</summary>
    public float[] Scales { get; }

    /// <summary>Gets the sums of what the values stand for, [groups, outputs of all blocks].</summary>
    public float[] Sums { get; }

    /// <summary>Returns the scale of weights that share one: their largest magnitude becomes 127.</summary>
    public static float ScaleOf(ReadOnlySpan<float> weights)
    {
        var scale = MathF.Abs(TensorPrimitives.MaxMagnitude(weights)) / LargestValue;
        return scale > 0 ? scale : 1; // all zeros
    }

    private void Quantize(ReadOnlySpan<float> row, int place)
    {
        var block = (place / Int8Tile.Outputs * _shape.BlockSize) + (place % Int8Tile.Outputs * Int8Tile.StepInputs);
        for (var group = 0; group < _shape.Groups; group++)
        {
            var (first, end) = _shape.StepsOf(group);
            var start = first * Int8Tile.StepInputs;
            var weights = row[start..Math.Min(end * Int8Tile.StepInputs, row.Length)];
            var scale = ScaleOf(weights);
            var sum = 0;
            for (var i = 0; i < weights.Length; i++)
            {
                var value = (sbyte)MathF.Round(weights[i] / scale);
                Values[block + ((start + i) / Int8Tile.StepInputs * Int8Tile.Outputs * Int8Tile.StepInputs) + (i % Int8Tile.StepInputs)] = value;
                sum += value;
            }

            Scales[(group * _shape.Outputs) + place] = scale;
            Sums[(group * _shape.Outputs) + place] = scale * sum;
        }
    }
}
