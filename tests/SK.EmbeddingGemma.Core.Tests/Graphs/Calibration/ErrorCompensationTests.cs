using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Graphs;

public sealed class ErrorCompensationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 3)]
    [InlineData(7, 40)]
    [InlineData(50, 20)]
    [InlineData(96, 300)]
    public void SharesOf_AnyProducts_AreThoseOfEliminatingInputByInput(int inputs, int rows)
    {
        var products = Products(inputs, rows);
        var compensation = ErrorCompensation.Create(products, inputs, Cancellation);
        var expected = Eliminate(products, inputs);
        for (var i = 0; i < inputs; i++)
            Assert.All(compensation.SharesOf(i, i + 1, inputs).ToArray().Zip(expected[i].Skip(i + 1)), pair => Assert.InRange(pair.First - pair.Second, -1e-5, 1e-5));
    }

    [Fact]
    public void SharesOf_InputThatWasAlwaysZero_AreZeroBothWays()
    {
        const int Inputs = 6, Dead = 2;
        var products = Products(Inputs, 30);
        for (var i = 0; i < Inputs; i++)
            products[(i * Inputs) + Dead] = products[(Dead * Inputs) + i] = 0;
        var compensation = ErrorCompensation.Create(products, Inputs, Cancellation);
        Assert.Equal(new float[3], compensation.SharesOf(Dead, Dead + 1, Inputs).ToArray());
        for (var before = 0; before < Dead; before++)
            Assert.Equal(0, compensation.SharesOf(before, Dead, Dead + 1)[0]);
        Assert.NotEqual(0, compensation.SharesOf(0, 1, 2)[0]);
    }

    [Fact]
    public void Create_AllInputsZero_SpreadsNothing()
    {
        var compensation = ErrorCompensation.Create(new float[16], 4, Cancellation);
        Assert.Equal(new float[3], compensation.SharesOf(0, 1, 4).ToArray());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Create_NotFinite_IsRefused(float bad)
    {
        var products = Products(4, 10);
        products[5] = bad;
        Assert.Contains("not finite", Assert.Throws<InvalidDataException>(() => ErrorCompensation.Create(products, 4, Cancellation)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_NoSumsOfProducts_IsRefused() =>
        Assert.Contains("not positive at input", Assert.Throws<InvalidDataException>(() => ErrorCompensation.Create([1, 5, 5, 1], 2, Cancellation)).Message, StringComparison.Ordinal);

    [Fact]
    public void Create_Cancelled_Throws() =>
        Assert.Throws<OperationCanceledException>(() => ErrorCompensation.Create(Products(4, 10), 4, new CancellationToken(canceled: true)));

    /// <summary>Returns sums of products of correlated inputs.</summary>
    internal static float[] Products(int inputs, int rows)
    {
        var (x, products) = (Inputs(inputs, rows), new float[inputs * inputs]);
        for (var i = 0; i < products.Length; i++)
            products[i] = (float)Enumerable.Range(0, rows).Sum(row => (double)x[(row * inputs) + (i / inputs)] * x[(row * inputs) + (i % inputs)]);
        return products;
    }

    /// <summary>Returns rows of inputs, [rows, inputs], each like the one before it.</summary>
    internal static float[] Inputs(int inputs, int rows)
    {
        var x = ModelDirectoryBuilder.RandomFloats((uint)inputs, rows, inputs);
        for (var i = 1; i < x.Length; i++)
            x[i] += 0.8f * x[i - 1];
        return x;
    }

    /// <summary>Inverts the damped products, and takes one input after the other out of the inverse.</summary>
    private static double[][] Eliminate(float[] products, int inputs)
    {
        var damping = 0.01 * Enumerable.Range(0, inputs).Sum(i => (double)products[(i * inputs) + i]) / inputs;
        var inverse = Invert([.. Enumerable.Range(0, inputs).Select(i => Enumerable.Range(0, inputs).Select(k => products[(i * inputs) + k] + (i == k ? damping : 0)).ToArray())]);
        var shares = new double[inputs][];
        for (var i = 0; i < inputs; i++)
        {
            var row = inverse[i].ToArray();
            shares[i] = [.. row.Select(value => value / row[i])];
            for (var a = 0; a < inputs; a++)
            {
                var factor = inverse[a][i] / row[i];
                for (var b = 0; b < inputs; b++)
                    inverse[a][b] -= factor * row[b];
            }
        }

        return shares;
    }

    private static double[][] Invert(double[][] matrix)
    {
        var size = matrix.Length;
        var inverse = Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Select(k => i == k ? 1.0 : 0).ToArray()).ToArray();
        for (var i = 0; i < size; i++)
        {
            var pivot = matrix[i][i];
            (matrix[i], inverse[i]) = ([.. matrix[i].Select(value => value / pivot)], [.. inverse[i].Select(value => value / pivot)]);
            for (var row = 0; row < size; row++)
            {
                var factor = row == i ? 0 : matrix[row][i];
                for (var k = 0; k < size; k++)
                {
                    matrix[row][k] -= factor * matrix[i][k];
                    inverse[row][k] -= factor * inverse[i][k];
                }
            }
        }

        return inverse;
    }
}
