using System.Numerics.Tensors;
using SK.EmbeddingGemma.Kernels;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// Rounds the weights of a linear layer input by input, and takes each error back in the weights that are still to be rounded (<see cref="ErrorCompensation"/>).
/// Rows are independent of one another. Thread-safe.
/// </summary>
/// <param name="shape">The shape of the result.</param>
/// <param name="compensation">What errors are spread by.</param>
internal sealed class CompensatedRounding(BlockShape shape, ErrorCompensation compensation)
{
    private const int RowsAtOnce = 8; // they read the same shares while those are in the cache

    private readonly BlockRounding _rounding = new(BlockShape.Format);

    /// <summary>Rounds weights.</summary>
    /// <param name="weights">The weights, [rows, inputs]; used up.</param>
    /// <param name="loop">Runs the parts.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public BlockMatrix Round(float[] weights, IParallelLoop loop, CancellationToken cancellationToken)
    {
        var (rows, matrix) = (shape.Int8.Linear.Outputs, new BlockMatrix(shape));
        loop.Run((rows + RowsAtOnce - 1) / RowsAtOnce, part =>
        {
            var first = part * RowsAtOnce;
            var errors = new float[RowsAtOnce * BlockFormat.BlockLength];
            for (var span = 0; span < shape.Spans.Length && !cancellationToken.IsCancellationRequested; span++)
                RoundSpan(weights, first, Math.Min(first + RowsAtOnce, rows), span, errors, matrix);
        });
        cancellationToken.ThrowIfCancellationRequested();
        return matrix;
    }

    private void RoundSpan(float[] weights, int firstRow, int endRow, int index, float[] errors, BlockMatrix matrix)
    {
        var span = shape.Spans[index];
        for (var row = firstRow; row < endRow; row++)
            RoundBlock(weights.AsSpan(row * shape.Int8.Inputs, shape.Int8.Inputs), row, index, errors.AsSpan((row - firstRow) * BlockFormat.BlockLength), matrix);

        if (span.Stop == shape.Int8.Inputs)
            return;

        for (var input = span.Start; input < span.Stop; input++)
        {
            var shares = compensation.SharesOf(input, span.Stop, shape.Int8.Inputs);
            for (var row = firstRow; row < endRow; row++)
                Spread(errors[((row - firstRow) * BlockFormat.BlockLength) + input - span.Start], shares, weights.AsSpan((row * shape.Int8.Inputs) + span.Stop, shares.Length));
        }
    }

    /// <summary>Rounds a block of a row; the errors go to the rest of the block, and are left for what is behind it.</summary>
    private void RoundBlock(Span<float> weights, int row, int index, Span<float> errors, BlockMatrix matrix)
    {
        var span = shape.Spans[index];
        ref var unit = ref matrix.UnitsOf(row)[span.Group];
        if (index == 0 || shape.Spans[index - 1].Group != span.Group)
            unit = _rounding.UnitOf(weights[span.Start..EndOf(span.Group)]);
        var block = matrix.BlocksOf(row)[index] = _rounding.Choose(weights[span.Start..span.Stop], unit);
        for (var input = span.Start; input < span.Stop; input++)
        {
            var code = _rounding.CodeOf(weights[input], block, unit);
            matrix.CodesOf(row)[input] = (byte)code;
            errors[input - span.Start] = weights[input] - (unit * BlockShape.Format.ValueOf(code, block));
            Spread(errors[input - span.Start], compensation.SharesOf(input, input + 1, span.Stop), weights[(input + 1)..span.Stop]);
        }
    }

    private int EndOf(int group) => Math.Min(shape.Int8.StepsOf(group).End * Int8Tile.StepInputs, shape.Int8.Inputs);

    private static void Spread(float error, ReadOnlySpan<float> shares, Span<float> weights) => TensorPrimitives.MultiplyAdd(shares, -error, weights, weights);
}
