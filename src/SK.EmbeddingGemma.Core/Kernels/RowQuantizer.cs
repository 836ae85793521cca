using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>
/// Brings rows of inputs to 8 bits, each group of a row between its own least and largest value: x is about scale * q + offset, with q from
/// 0 to 255. What a row becomes hangs on no other row. Thread-safe.
/// </summary>
/// <param name="shape">The shape of the weights that the rows are multiplied with.</param>
/// <param name="format">The format of the results.</param>
internal sealed unsafe class RowQuantizer(Int8Shape shape, Int8Inputs format)
{
    private const float LeastScale = 1e-30f; // a constant group has no range: 0 / 0 would spoil its text
    private const byte Sign = 0x80;

    private readonly int _elementSize = format == Int8Inputs.Shorts ? sizeof(short) : sizeof(byte);

    /// <summary>Gets the bytes of a row.</summary>
    public int Stride => shape.Steps * Int8Tile.StepInputs * _elementSize;

    /// <summary>Gets the floats of the ranges of a row: scale and offset of each group.</summary>
    public int RangeCount => 2 * shape.Groups;

    /// <summary>Returns the bytes of a row before a step.</summary>
    public int StartOf(int step) => step * Int8Tile.StepInputs * _elementSize;

    /// <summary>Quantises a row.</summary>
    /// <param name="row">The inputs.</param>
    /// <param name="values">Where the row goes, <see cref="Stride"/> bytes.</param>
    /// <param name="ranges">Where scale and offset of each group go.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Quantize(float* row, byte* values, float* ranges)
    {
        new Span<byte>(values + (shape.Inputs * _elementSize), Stride - (shape.Inputs * _elementSize)).Clear(); // the weights there are zero
        for (var group = 0; group < shape.Groups; group++)
        {
            var (first, end) = shape.StepsOf(group);
            var start = first * Int8Tile.StepInputs;
            var count = Math.Min(end * Int8Tile.StepInputs, shape.Inputs) - start;
            var (least, most) = Extremes.Of(row + start, count);
            var scale = Math.Max((most - least) / byte.MaxValue, LeastScale);
            ranges[2 * group] = scale;
            ranges[(2 * group) + 1] = format == Int8Inputs.SignedBytes ? least + (Sign * scale) : least;
            if (format == Int8Inputs.Shorts)
                ToShorts(row + start, count, least, 1 / scale, (short*)values + start);
            else
                ToBytes(row + start, count, least, 1 / scale, values + start, format == Int8Inputs.SignedBytes ? Sign : (byte)0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ToBytes(float* inputs, int count, float least, float factor, byte* values, byte flip)
    {
        var i = 0;
        for (; i <= count - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            var low = Vector256.Narrow(Round(inputs + i, least, factor), Round(inputs + i + 8, least, factor));
            var high = Vector256.Narrow(Round(inputs + i + 16, least, factor), Round(inputs + i + 24, least, factor));
            (Vector256.Narrow(low.AsUInt16(), high.AsUInt16()) ^ Vector256.Create(flip)).Store(values + i);
        }

        for (; i < count; i++)
        {
            values[i] = (byte)(Round(inputs[i], least, factor) ^ flip);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ToShorts(float* inputs, int count, float least, float factor, short* values)
    {
        var i = 0;
        for (; i <= count - Vector256<short>.Count; i += Vector256<short>.Count)
        {
            Vector256.Narrow(Round(inputs + i, least, factor), Round(inputs + i + 8, least, factor)).Store(values + i);
        }

        for (; i < count; i++)
        {
            values[i] = (short)Round(inputs[i], least, factor);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Round(float* inputs, float least, float factor) =>
        Vector256.ConvertToInt32Native(((Vector256.Load(inputs) - Vector256.Create(least)) * factor) + Vector256.Create(0.5f)); // none is below 0 or above 255

    private static int Round(float input, float least, float factor) => (int)(((input - least) * factor) + 0.5f);
}
