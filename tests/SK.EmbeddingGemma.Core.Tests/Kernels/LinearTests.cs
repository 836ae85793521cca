namespace SK.EmbeddingGemma.Kernels;

public sealed unsafe class LinearTests
{
    public static TheoryData<int, int, int, bool> Shapes => new()
    {
        { 1, 1, 1, false },
        { 3, 17, 5, false },
        { 7, 16, 4, true },
        { 13, 9, 10, true },
        { 40, 33, 770, false },
        { 97, 40, 385, true },
        { 200, 130, 64, false },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void FloatLinear_AnyShape_IsTheProduct(int rows, int width, int inputs, bool isGated)
    {
        var shape = new LinearShape(width, inputs, isGated);
        var (x, weights) = Data(rows, shape);

        var result = Compute(x, rows, weights, shape);

        Assert.All(result.Zip(Product(x, rows, weights, shape)), pair => Assert.InRange(pair.First - pair.Second, -1e-5, 1e-5));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Int8Linear_AnyShape_IsNearTheProductAndTheSameOnEveryTile(int rows, int width, int inputs, bool isGated)
    {
        var shape = new LinearShape(width, inputs, isGated);
        var (x, weights) = Data(rows, shape);

        var result = Compute(x, rows, weights, shape, Int8Tile.Best);

        // Results are about as large as inputs; inputs are off by 1/255 at most, weights by 1/254, and errors cancel one another.
        Assert.All(result.Zip(Product(x, rows, weights, shape)), pair => Assert.InRange(pair.First - pair.Second, -0.02, 0.02));
        Assert.Equal(Compute(x, rows, weights, shape, new PortableTile()), result);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compute_RowAmongOthers_IsThatOfTheRowAlone(bool isInt8)
    {
        const int Rows = 101;
        var shape = new LinearShape(48, 800, IsGated: false);
        var (x, weights) = Data(Rows, shape);
        var together = Run(x, Rows);

        for (var row = 0; row < Rows; row++)
        {
            Assert.Equal(together[(row * shape.Width)..((row + 1) * shape.Width)], Run(x.AsSpan(row * shape.Inputs, shape.Inputs).ToArray(), 1));
        }

        float[] Run(float[] inputs, int rows) => isInt8 ? Compute(inputs, rows, weights, shape, Int8Tile.Best) : Compute(inputs, rows, weights, shape);
    }

    [Fact]
    public void Int8Linear_ConstantRow_IsExact()
    {
        var shape = new LinearShape(16, 8, IsGated: false);
        var result = Compute([.. Enumerable.Repeat(2.5f, 8)], 1, [.. Enumerable.Repeat(1f, 128)], shape, Int8Tile.Best);
        Assert.All(result, value => Assert.InRange(value, 19.9999f, 20.0001f));
    }

    [Fact]
    public void Int8Linear_Zeros_GivesZeros() =>
        Assert.Equal(new float[32], Compute(new float[16], 2, new float[128], new LinearShape(16, 8, IsGated: false), Int8Tile.Best));

    private static (float[] Inputs, float[] Weights) Data(int rows, LinearShape shape)
    {
        var random = new Random(rows);
        return (Values(rows * shape.Inputs, 1), Values(shape.Outputs * shape.Inputs, MathF.Sqrt(1f / shape.Inputs)));

        float[] Values(int count, float largest) => [.. Enumerable.Range(0, count).Select(_ => ((2 * random.NextSingle()) - 1) * largest)];
    }

    private static float[] Compute(float[] inputs, int rows, float[] weights, LinearShape shape)
    {
        var result = new float[rows * shape.Width];
        fixed (float* x = inputs, panels = FloatPanels.Lay(weights, shape), y = result)
            new FloatLinear(shape).Compute(x, rows, panels, y, new SerialLoop());
        return result;
    }

    private static float[] Compute(float[] inputs, int rows, float[] weights, LinearShape shape, Int8Tile tile)
    {
        var matrix = new Int8Matrix(weights, new Int8Shape(shape));
        var layer = new Int8Linear(new Int8Shape(shape), tile);
        var (result, scratch) = (new float[rows * shape.Width], new byte[layer.ScratchSize(rows)]);
        fixed (float* x = inputs, y = result, scales = matrix.Scales, sums = matrix.Sums)
        fixed (sbyte* values = matrix.Values)
        fixed (byte* memory = scratch)
            layer.Compute(x, rows, new Int8Weights(values, scales, sums, new Int8Shape(shape).BlockSize), y, memory, new SerialLoop());
        return result;
    }

    private static IEnumerable<double> Product(float[] inputs, int rows, float[] weights, LinearShape shape)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var output = 0; output < shape.Width; output++)
            {
                yield return shape.IsGated ? Gelu(Dot(row, output)) * Dot(row, shape.Width + output) : Dot(row, output);
            }
        }

        double Dot(int row, int output) => Enumerable.Range(0, shape.Inputs).Sum(i => (double)inputs[(row * shape.Inputs) + i] * weights[(output * shape.Inputs) + i]);
        static double Gelu(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));
    }
}
