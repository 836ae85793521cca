using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>
/// What stands between two blocks of a layer: RMSNorm of a block's output, its sum with the residual stream, which may be scaled, and RMSNorm of that for
/// the next block; row by row, while the row is in the first cache. What a row becomes hangs on no other row. Thread-safe.
/// </summary>
/// <param name="width">The floats of a row.</param>
/// <param name="outputNorm">The scale of the output's norm.</param>
/// <param name="nextNorm">The scale of the next block's norm; <see langword="null"/> where the next block reads the residual stream as it is.</param>
/// <param name="factor">What the sum is multiplied by.</param>
/// <param name="epsilon">What is added to the mean squares.</param>
internal sealed unsafe class ResidualNorm(int width, float* outputNorm, float* nextNorm, float factor, float epsilon)
{
    private const int RowsAtOnce = 32; // fewer are done sooner than threads are woken

    /// <summary>Computes it.</summary>
    /// <param name="output">The block's output, [rows, width].</param>
    /// <param name="residual">The residual stream before it, [rows, width].</param>
    /// <param name="rows">The rows.</param>
    /// <param name="normed">Where the next block's input goes, [rows, width]; not used without a norm of the next block.</param>
    /// <param name="sum">Where the residual stream goes, [rows, width].</param>
    /// <param name="loop">Runs the parts.</param>
    public void Compute(float* output, float* residual, int rows, float* normed, float* sum, IParallelLoop loop) =>
        loop.Run((rows + RowsAtOnce - 1) / RowsAtOnce, part =>
        {
            for (var row = part * RowsAtOnce; row < Math.Min((part + 1) * RowsAtOnce, rows); row++)
            {
                var start = (long)row * width;
                Add(output + start, residual + start, sum + start);
                if (nextNorm is not null)
                    Scale(sum + start, normed + start);
            }
        });

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(float* output, float* residual, float* sum)
    {
        var inverse = RowNorm.Inverse(output, width, epsilon);
        var i = 0;
        for (; i <= width - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            ((Vector256.Load(residual + i) + (Vector256.Load(output + i) * inverse * Vector256.Load(outputNorm + i))) * factor).Store(sum + i);
        }

        for (; i < width; i++)
        {
            sum[i] = (residual[i] + (output[i] * inverse * outputNorm[i])) * factor;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scale(float* sum, float* normed)
    {
        var inverse = RowNorm.Inverse(sum, width, epsilon);
        var i = 0;
        for (; i <= width - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            (Vector256.Load(sum + i) * inverse * Vector256.Load(nextNorm + i)).Store(normed + i);
        }

        for (; i < width; i++)
        {
            normed[i] = sum[i] * inverse * nextNorm[i];
        }
    }
}
