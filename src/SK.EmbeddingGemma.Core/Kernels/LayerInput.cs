using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>
/// A layer's own input in EmbeddingGemma 2: RMSNorm of the layer's part of the projected embedding, times the gelu of a gate. What a row becomes hangs on
/// no other row. Thread-safe.
/// </summary>
/// <param name="width">The floats of a layer's input.</param>
/// <param name="layers">The layers, whose parts stand beside one another in a row.</param>
/// <param name="layer">The layer.</param>
/// <param name="epsilon">What is added to the mean square.</param>
internal sealed unsafe class LayerInput(int width, int layers, int layer, float epsilon)
{
    private const int RowsAtOnce = 64; // fewer are done sooner than threads are woken

    /// <summary>Computes it.</summary>
    /// <param name="gates">The gates, [rows, width].</param>
    /// <param name="inputs">The parts of all layers, [rows, layers * width].</param>
    /// <param name="norm">The scale of the norm.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="result">Where the result goes, [rows, width].</param>
    /// <param name="loop">Runs the parts.</param>
    public void Compute(float* gates, float* inputs, float* norm, int rows, float* result, IParallelLoop loop) =>
        loop.Run((rows + RowsAtOnce - 1) / RowsAtOnce, part =>
        {
            for (var row = part * RowsAtOnce; row < Math.Min((part + 1) * RowsAtOnce, rows); row++)
            {
                ComputeRow(gates + ((long)row * width), inputs + ((((long)row * layers) + layer) * width), norm, result + ((long)row * width));
            }
        });

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ComputeRow(float* gates, float* inputs, float* norm, float* result)
    {
        var inverse = RowNorm.Inverse(inputs, width, epsilon);
        var i = 0;
        for (; i <= width - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Gate.Apply(Vector256.Load(gates + i), Vector256.Load(inputs + i) * inverse * Vector256.Load(norm + i)).Store(result + i);
        }

        for (; i < width; i++)
        {
            result[i] = Gate.Apply(Vector256.Create(gates[i]), Vector256.Create(inputs[i] * inverse * norm[i]))[0];
        }
    }
}
