using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>A matrix of codes in memory, laid as <see cref="BlockShape"/> says; a block of outputs is brought to 8 bits when it is asked for. Thread-safe.</summary>
/// <param name="shape">The shape.</param>
/// <param name="codes">The codes, steps and zeros.</param>
/// <param name="scales">The scales, as those of 8-bit weights.</param>
/// <param name="sums">The sums, likewise.</param>
internal sealed unsafe class BlockWeights(BlockShape shape, byte* codes, float* scales, float* sums) : Int8Weights(null, scales, sums, shape.Int8.BlockSize)
{
    private const int LowBits = 4;
    private const int StepBits = 3;
    private const ushort LowByte = 0xFF;
    private const byte LowMask = 15;
    private const byte FifthBit = 16;

    /// <inheritdoc/>
    public override int BufferSize => shape.Int8.BlockSize;

    /// <inheritdoc/>
    public override nint Ahead => 0; // the block is in the first cache

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override sbyte* Block(int index, sbyte* buffer)
    {
        var source = codes + ((long)index * shape.BlockSize);
        var target = (byte*)buffer;
        foreach (var span in shape.Spans)
        {
            var blocks = Vector128.Load(source);
            source += Int8Tile.Outputs;
            var steps = (blocks & Vector128.Create((byte)(BlockShape.Format.LargestStep - 1))) + Vector128<byte>.One;
            var zeros = Products(steps, (blocks.AsUInt16() >>> StepBits).AsByte() & Vector128.Create((byte)BlockShape.Format.LargestCode));
            var (leftStep, rightStep) = (Left(steps).AsUInt16() & Vector256.Create(LowByte), Right(steps).AsUInt16() & Vector256.Create(LowByte));
            var (leftZero, rightZero) = (Left(zeros), Right(zeros));
            for (var step = span.First; step < span.End; step++)
            {
                var low = Vector256.Load(source);
                var high = (uint*)(source + BlockShape.LowBytes);
                var left = (low & Vector256.Create(LowMask)) | Fifth(high[0]);
                var right = ((low.AsUInt16() >>> LowBits).AsByte() & Vector256.Create(LowMask)) | Fifth(high[1]);
                Value(left, leftStep, leftZero).Store(target);
                Value(right, rightStep, rightZero).Store(target + BlockShape.LowBytes);
                source += BlockShape.LowBytes + BlockShape.HighBytes;
                target += BlockShape.StepWeights;
            }
        }

        return buffer;
    }

    /// <summary>Returns step * code - step * zero of 32 codes. No product of a step and a code takes more than 8 bits, so two are computed in 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Value(Vector256<byte> codes, Vector256<ushort> step, Vector256<byte> zero) => (codes.AsUInt16() * step).AsByte() - zero;

    /// <summary>Multiplies bytes whose products are bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Products(Vector128<byte> left, Vector128<byte> right)
    {
        var low = (left.AsUInt16() & Vector128.Create(LowByte)) * (right.AsUInt16() & Vector128.Create(LowByte));
        return (low | (((left.AsUInt16() >>> 8) * (right.AsUInt16() >>> 8)) << 8)).AsByte();
    }

    /// <summary>Repeats those of the first 8 outputs for their 4 inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Left(Vector128<byte> outputs) => Vector256.Create(
        Vector128.Shuffle(outputs, Vector128.Create((byte)0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3)),
        Vector128.Shuffle(outputs, Vector128.Create((byte)4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7)));

    /// <summary>Repeats those of the last 8 outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Right(Vector128<byte> outputs) => Vector256.Create(
        Vector128.Shuffle(outputs, Vector128.Create((byte)8, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 11, 11, 11)),
        Vector128.Shuffle(outputs, Vector128.Create((byte)12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15, 15)));

    /// <summary>Returns 16 where a bit is set, for 32 codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Fifth(uint bits)
    {
        var bytes = Vector256.Shuffle(
            Vector256.Create(bits).AsByte(),
            Vector256.Create((byte)0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 18, 18, 18, 18, 18, 18, 18, 18, 19, 19, 19, 19, 19, 19, 19, 19));
        var mask = Vector256.Create(0x8040201008040201).AsByte();
        return Vector256.Equals(bytes & mask, mask) & Vector256.Create(FifthBit);
    }
}
