namespace SK.EmbeddingGemma.Sampling;

/// <summary>Against NumPy 1.24.2's RandomState.</summary>
public sealed class MersenneTwisterTests
{
    [Fact]
    public void NextDouble_Seed42_IsNumPys()
    {
        var random = new MersenneTwister(42);

        Assert.Equal([0.3745401188473625, 0.9507143064099162, 0.7319939418114051], [random.NextDouble(), random.NextDouble(), random.NextDouble()]);
    }

    [Fact]
    public void Shuffle_Twice_IsNumPys()
    {
        var random = new MersenneTwister(42);
        int[] items = [.. Enumerable.Range(0, 10)];

        random.Shuffle<int>(items);
        Assert.Equal([8, 1, 5, 0, 7, 2, 9, 4, 3, 6], items);
        random.Shuffle<int>(items);
        Assert.Equal([8, 1, 3, 2, 0, 7, 4, 6, 9, 5], items);
    }

    [Fact]
    public void NextUpTo_Seed7_IsNumPys()
    {
        var random = new MersenneTwister(7);

        Assert.Equal([175, 196, 537, 502, 579, 211, 919, 615], Enumerable.Range(0, 8).Select(_ => random.NextUpTo(999)));
    }
}
