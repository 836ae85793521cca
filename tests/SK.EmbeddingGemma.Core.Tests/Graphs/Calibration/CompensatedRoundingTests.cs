using System.Numerics.Tensors;
using SK.EmbeddingGemma.Kernels;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Graphs;

public sealed class CompensatedRoundingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3, 5)]
    [InlineData(19, 96)]
    [InlineData(9, 300)]
    public void Round_AnyShape_IsTheTextbooks(int rows, int inputs)
    {
        var shape = ShapeOf(rows, inputs);
        var weights = ModelDirectoryBuilder.RandomFloats((uint)rows, rows, inputs);
        var compensation = ErrorCompensation.Create(ErrorCompensationTests.Products(inputs, 200), inputs, Cancellation);

        var matrix = new CompensatedRounding(shape, compensation).Round([.. weights], new ThreadLoop(), Cancellation);

        Assert.Equal(Textbook(shape, weights, compensation), matrix.ToFloats());
    }

    [Theory]
    [InlineData(64)]
    [InlineData(130)]
    public void Round_CorrelatedInputs_ChangesResultsLessThanRoundingToNearest(int inputs)
    {
        const int Rows = 24, Samples = 400;
        var shape = ShapeOf(Rows, inputs);
        var weights = ModelDirectoryBuilder.RandomFloats((uint)inputs, Rows, inputs);
        var x = ErrorCompensationTests.Inputs(inputs, Samples);

        var compensated = ErrorOf(Rounded(ErrorCompensationTests.Products(inputs, Samples)));
        var nearest = ErrorOf(Rounded(new float[inputs * inputs])); // nothing is known, nothing spread

        Assert.InRange(compensated, nearest * 0.05, nearest * 0.6);

        float[] Rounded(float[] products) => new CompensatedRounding(shape, ErrorCompensation.Create(products, inputs, Cancellation)).Round([.. weights], new SerialLoop(), Cancellation).ToFloats();

        double ErrorOf(float[] rounded)
        {
            var difference = new float[weights.Length];
            TensorPrimitives.Subtract(rounded, weights, difference);
            return Enumerable.Range(0, Rows * Samples).Sum(i => Math.Pow(TensorPrimitives.Dot(difference.AsSpan(i / Samples * inputs, inputs), x.AsSpan(i % Samples * inputs, inputs)), 2));
        }
    }

    [Fact]
    public void Round_Zeros_GivesZeros()
    {
        var compensation = ErrorCompensation.Create(ErrorCompensationTests.Products(40, 100), 40, Cancellation);
        Assert.Equal(new float[8 * 40], new CompensatedRounding(ShapeOf(8, 40), compensation).Round(new float[8 * 40], new SerialLoop(), Cancellation).ToFloats());
    }

    [Fact]
    public void Round_Cancelled_Throws()
    {
        var compensation = ErrorCompensation.Create(ErrorCompensationTests.Products(40, 100), 40, Cancellation);
        Assert.Throws<OperationCanceledException>(() => new CompensatedRounding(ShapeOf(8, 40), compensation).Round(new float[8 * 40], new SerialLoop(), new CancellationToken(canceled: true)));
    }

    private static BlockShape ShapeOf(int rows, int inputs) => new(new Int8Shape(new LinearShape(rows, inputs, IsGated: false)));

    /// <summary>Rounds row by row and input by input, and spreads each error at once over all that is behind it.</summary>
    private static float[] Textbook(BlockShape shape, float[] weights, ErrorCompensation compensation)
    {
        var (rounding, inputs, result) = (new BlockRounding(BlockShape.Format), shape.Int8.Inputs, new float[weights.Length]);
        for (var start = 0; start < weights.Length; start += inputs)
        {
            var (row, unit) = (weights.AsSpan(start, inputs).ToArray(), 0f);
            foreach (var span in shape.Spans)
            {
                var (first, end) = shape.Int8.StepsOf(span.Group);
                if (span.First == first)
                    unit = rounding.UnitOf(row.AsSpan()[span.Start..Math.Min(end * Int8Tile.StepInputs, inputs)]);
                var block = rounding.Choose(row.AsSpan()[span.Start..span.Stop], unit);
                for (var input = span.Start; input < span.Stop; input++)
                {
                    result[start + input] = unit * BlockShape.Format.ValueOf(rounding.CodeOf(row[input], block, unit), block);
                    var shares = compensation.SharesOf(input, input + 1, inputs);
                    TensorPrimitives.MultiplyAdd(shares, -(row[input] - result[start + input]), row.AsSpan(input + 1), row.AsSpan(input + 1));
                }
            }
        }

        return result;
    }
}
