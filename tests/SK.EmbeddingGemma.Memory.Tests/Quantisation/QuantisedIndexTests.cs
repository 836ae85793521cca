using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.Scoring;

namespace SK.EmbeddingGemma.Quantisation;

public sealed class QuantisedIndexTests
{
    private const int Dimensions = 100; // no multiple of 64

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DistanceFunction.CosineSimilarity)]
    [InlineData(DistanceFunction.CosineDistance)]
    [InlineData(DistanceFunction.DotProductSimilarity)]
    [InlineData(DistanceFunction.NegativeDotProductSimilarity)]
    [InlineData(DistanceFunction.EuclideanDistance)]
    [InlineData(DistanceFunction.EuclideanSquaredDistance)]
    public void Candidates_ForTen_HoldTheTenNearest(string function)
    {
        var measure = VectorMeasure.For(function);
        var index = new QuantisedIndex(Dimensions, measure);
        float[][] vectors = [.. Enumerable.Range(0, 9000).Select(Clustered)];
        for (var record = 0; record < vectors.Length; record++)
            index.Set(record + 1, vectors[record]);

        var (found, wanted) = (0, 0);
        for (var query = 0; query < 30; query++)
        {
            var vector = Clustered(100_000 + query);
            var best = new BestResults<long>(10, measure.HigherIsBetter);
            for (var record = 0; record < vectors.Length; record++)
                best.Add(measure.Score(vector, vectors[record]), record + 1, record + 1);
            var candidates = index.Candidates(vector, 100, allowed: null, Cancellation).ToHashSet();
            Assert.Equal(100, candidates.Count);
            found += best.ToSorted().Count(item => candidates.Contains(item.Item));
            wanted += 10;
        }

        Assert.InRange(found / (double)wanted, 0.99, 1);
    }

    [Fact]
    public void Candidates_OfEqualVectors_AreTheFirstRecords()
    {
        var index = Filled(1000, _ => Clustered(1));
        Assert.Equal(Enumerable.Range(1, 20).Select(record => (long)record), index.Candidates(Clustered(2), 20, null, Cancellation).Order());
    }

    [Fact]
    public void Candidates_WithAllowedRecords_AreOnlyThese()
    {
        var index = Filled(500, Clustered);
        HashSet<long> allowed = [3, 77, 499];
        Assert.Equal(allowed.Order(), index.Candidates(Clustered(9), 10, allowed, Cancellation).Order());
        Assert.Empty(index.Candidates(Clustered(9), 10, new HashSet<long>(), Cancellation));
    }

    [Fact]
    public void Candidates_AfterChanges_AreOfWhatIsThere()
    {
        var index = Filled(5000, Clustered);
        for (var record = 1; record <= 5000; record += 2)
            index.Remove(record);
        index.Remove(1); // gone already
        Assert.Equal(2500, index.Count);
        index.Set(6001, Clustered(1)); // takes a place that is free
        index.Set(2, Clustered(5));
        Assert.Equal(2501, index.Count);
        var all = index.Candidates(Clustered(1), 10_000, null, Cancellation).ToHashSet();
        Assert.Equal(Enumerable.Range(1, 2500).Select(half => half * 2L).Append(6001).ToHashSet(), all);
        Assert.Equal([6001], index.Candidates(Clustered(1), 1, null, Cancellation));
        index.Clear();
        Assert.Equal((0, 0), (index.Count, index.Candidates(Clustered(1), 10, null, Cancellation).Count));
        index.Set(1, Clustered(1));
        Assert.Equal([1], index.Candidates(Clustered(1), 10, null, Cancellation));
    }

    [Theory]
    [InlineData(1e-44f)]
    [InlineData(1e-30f)]
    [InlineData(1e25f)]
    [InlineData(1e38f)]
    public void Candidates_ByCosine_DoNotDependOnLengths(float length)
    {
        var index = Filled(600, record => Sparse(record, 1));
        var scaled = Filled(600, record => Sparse(record, length));
        for (var query = 1; query <= 3; query++)
            Assert.Equal(index.Candidates(Sparse(query, 1), 5, null, Cancellation), scaled.Candidates(Sparse(query, length), 5, null, Cancellation));
    }

    [Fact]
    public void Candidates_OfZeros_AreAnyRecords()
    {
        var index = Filled(50, _ => new float[Dimensions]);
        Assert.Equal(10, index.Candidates(new float[Dimensions], 10, null, Cancellation).Count);
    }

    [Fact]
    public async Task Candidates_Cancelled_Ends()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        Assert.Throws<OperationCanceledException>(() => Filled(10, Clustered).Candidates(Clustered(1), 1, null, cancelled.Token));
    }

    private static QuantisedIndex Filled(int records, Func<int, float[]> vector)
    {
        var index = new QuantisedIndex(Dimensions, VectorMeasure.For(null));
        for (var record = 1; record <= records; record++)
            index.Set(record, vector(record));
        return index;
    }

    /// <summary>Returns a vector near one of 50 centres, as texts about few subjects have them.</summary>
    private static float[] Clustered(int seed)
    {
        var (centre, own) = (new Random((seed % 50) + 1_000_000), new Random(seed));
        return [.. Enumerable.Range(0, Dimensions).Select(_ => (float)((centre.NextDouble() - 0.5) + (0.8 * (own.NextDouble() - 0.5))))];
    }

    /// <summary>Returns a vector whose values are 0 and the length, which any scale leaves exact.</summary>
    private static float[] Sparse(int seed, float length)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Dimensions).Select(_ => random.Next(3) == 0 ? length : 0)];
    }
}
