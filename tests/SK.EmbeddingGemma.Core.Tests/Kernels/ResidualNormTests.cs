namespace SK.EmbeddingGemma.Kernels;

public sealed unsafe class ResidualNormTests
{
    private const float Epsilon = 1e-6f;

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 7, 0.3f)]
    [InlineData(2, 8, 1)]
    [InlineData(70, 37, 2)]
    [InlineData(33, 768, 1)]
    public void Compute_AnyShape_NormsAddsAndNorms(int rows, int width, float factor)
    {
        var (output, residual, outputNorm, nextNorm) = (Data(rows * width, 1), Data(rows * width, 2), Data(width, 3), Data(width, 4));

        var (normed, sum) = Compute(output, residual, rows, outputNorm, nextNorm, factor);

        for (var row = 0; row < rows; row++)
        {
            var range = (row * width)..((row + 1) * width);
            var expectedSum = Norm(output[range], outputNorm).Zip(residual[range], (left, right) => (left + right) * factor).ToArray();
            AssertNear(expectedSum, sum[range]);
            AssertNear(Norm([.. expectedSum.Select(value => (float)value)], nextNorm), normed[range]);
        }
    }

    [Fact]
    public void Compute_RowAmongOthers_IsThatOfTheRowAlone()
    {
        const int Rows = 40;
        const int Width = 45;
        var (output, residual, outputNorm, nextNorm) = (Data(Rows * Width, 1), Data(Rows * Width, 2), Data(Width, 3), Data(Width, 4));
        var together = Compute(output, residual, Rows, outputNorm, nextNorm);

        for (var row = 0; row < Rows; row++)
        {
            var range = (row * Width)..((row + 1) * Width);
            var alone = Compute(output[range], residual[range], 1, outputNorm, nextNorm);
            Assert.Equal(together.Normed[range], alone.Normed);
            Assert.Equal(together.Sum[range], alone.Sum);
        }
    }

    [Fact]
    public void Compute_RowOfZeros_StaysFinite()
    {
        var (normed, sum) = Compute(new float[5], new float[5], 1, [1, 1, 1, 1, 1], [1, 1, 1, 1, 1]);
        Assert.All([.. normed, .. sum], value => Assert.Equal(0, value));
    }

    private static (float[] Normed, float[] Sum) Compute(float[] output, float[] residual, int rows, float[] outputNorm, float[] nextNorm, float factor = 1)
    {
        var (normed, sum) = (new float[output.Length], new float[output.Length]);
        fixed (float* blockOutput = output, before = residual, first = outputNorm, second = nextNorm, next = normed, after = sum)
            new ResidualNorm(outputNorm.Length, first, second, factor, Epsilon).Compute(blockOutput, before, rows, next, after, new SerialLoop());
        return (normed, sum);
    }

    private static double[] Norm(float[] row, float[] scale)
    {
        var root = Math.Sqrt(row.Average(value => (double)value * value) + Epsilon);
        return [.. row.Zip(scale, (value, factor) => value / root * factor)];
    }

    private static float[] Data(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 4) - 2)];
    }

    private static void AssertNear(double[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.First - pair.Second, -1e-5, 1e-5));
}
