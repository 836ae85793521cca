using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>A linear layer in single precision: y = W x. Each result is summed in the order of the inputs, whatever the other rows. Thread-safe.</summary>
/// <param name="shape">What it computes.</param>
internal sealed unsafe class FloatLinear(LinearShape shape)
{
    private const int PanelsPerPart = 2;
    private const int RowsAtOnce = 24; // their results stay in the first cache until they are stored
    private const int Half = FloatTile.Columns / 2;

    /// <summary>Computes the layer.</summary>
    /// <param name="rows">The inputs, [rows, inputs].</param>
    /// <param name="count">The rows.</param>
    /// <param name="panels">The weights, in <see cref="FloatPanels"/>.</param>
    /// <param name="result">Where the result goes, [rows, width].</param>
    /// <param name="loop">Runs the parts.</param>
    public void Compute(float* rows, int count, float* panels, float* result, IParallelLoop loop)
    {
        var grid = new TileGrid(count, shape.BlocksOf(FloatTile.Columns), PanelsPerPart);
        loop.Run(grid.Count, index => ComputePart(grid.Part(index), rows, panels, result));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ComputePart((int FirstRow, int EndRow, int FirstPanel, int EndPanel) part, float* rows, float* panels, float* result)
    {
        var values = stackalloc float[RowsAtOnce * FloatTile.Columns];
        for (var panel = part.FirstPanel; panel < part.EndPanel; panel++)
        {
            for (var row = part.FirstRow; row < part.EndRow; row += RowsAtOnce)
            {
                var count = Math.Min(RowsAtOnce, part.EndRow - row);
                FloatTile.Multiply(rows + ((long)row * shape.Inputs), shape.Inputs, count, panels + ((long)panel * FloatTile.Columns * shape.Inputs), shape.Inputs, values, FloatTile.Columns);
                for (var i = 0; i < count; i++)
                {
                    Finish(values + (i * FloatTile.Columns), result + ((long)(row + i) * shape.Width), panel);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Finish(float* values, float* row, int panel)
    {
        var results = shape.ResultsOf(FloatTile.Columns);
        if (shape.IsGated)
        {
            for (var i = 0; i < Half; i += Vector256<float>.Count)
            {
                Gate.Apply(Vector256.Load(values + i), Vector256.Load(values + Half + i)).Store(values + i);
            }
        }

        var length = Math.Min(results, shape.Width - (panel * results));
        new ReadOnlySpan<float>(values, length).CopyTo(new Span<float>(row + (panel * results), length));
    }
}
