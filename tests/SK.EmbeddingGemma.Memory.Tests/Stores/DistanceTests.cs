using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Stores;

/// <summary>Scores are those of the plain formula, and results are in their order.</summary>
public abstract class DistanceTests(StoreFixture fixture)
{
    private const int Dimensions = 37;
    private const int Records = 60;
    private const string NotCompared = "The store does not compare such vectors, and says so.";

    /// <summary>Gets the distance functions, and whether the higher score is the better.</summary>
    public static TheoryData<string?, bool> Functions => new()
    {
        { null, true },
        { DistanceFunction.CosineSimilarity, true },
        { DistanceFunction.CosineDistance, false },
        { DistanceFunction.DotProductSimilarity, true },
        { DistanceFunction.NegativeDotProductSimilarity, false },
        { DistanceFunction.EuclideanDistance, false },
        { DistanceFunction.EuclideanSquaredDistance, false },
        { DistanceFunction.HammingDistance, false },
        { DistanceFunction.ManhattanDistance, false },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task Search_ByAFunction_IsThePlainComputation(string? function, bool higherIsBetter)
    {
        Assert.SkipWhen(function == DistanceFunction.HammingDistance && !fixture.ComparesAllVectors, NotCompared);
        var records = await CreateAsync(function, Enumerable.Range(0, Records).Select(Vector));
        var query = Vector(1000);
        var expected = Enumerable.Range(0, Records).Select(id => (Id: id, Score: Compute(function, query, Vector(id)))).ToList();
        expected = [.. (higherIsBetter ? expected.OrderByDescending(item => item.Score) : expected.OrderBy(item => item.Score)).ThenBy(item => item.Id)];
        var found = await FindAsync(records, query, Records);
        Assert.Equal(expected.Select(item => item.Id), found.Select(item => item.Id));
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-4));

        var threshold = (expected[9].Score + expected[10].Score) / 2; // equal for distances that count
        var passing = expected.Where(item => higherIsBetter ? item.Score >= threshold : item.Score <= threshold).Select(item => item.Id);
        Assert.Equal(passing, (await FindAsync(records, query, Records, new() { ScoreThreshold = threshold })).Select(item => item.Id));
        Assert.Equal(passing.Skip(2).Take(3), (await FindAsync(records, query, 3, new() { Skip = 2, ScoreThreshold = threshold })).Select(item => item.Id));
    }

    [Fact]
    public void Function_ThatIsUnknown_IsRefused() =>
        Assert.Contains("MyDistance", Assert.ThrowsAny<NotSupportedException>(() => fixture.Store.GetDynamicCollection("x", Definition("MyDistance"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Search_WithEqualScores_KeepsTheOrderOfFirstStorage()
    {
        var records = await CreateAsync(null, Enumerable.Range(0, 30).Select(_ => Vector(1)));
        await records.UpsertAsync(Row(3, Vector(1)));
        Assert.Equal(Enumerable.Range(0, 10), (await FindAsync(records, Vector(2), 10)).Select(item => item.Id));
        Assert.Equal(Enumerable.Range(5, 10), (await FindAsync(records, Vector(2), 10, new() { Skip = 5 })).Select(item => item.Id));
    }

    [Theory]
    [InlineData(1e30f)]
    [InlineData(1e19f)]
    [InlineData(1e-19f)]
    [InlineData(1e-22f)]
    [InlineData(1e-30f)]
    [InlineData(1e-38f)]
    public async Task Search_ByCosine_DoesNotDependOnLengths(float length)
    {
        Assert.SkipUnless(fixture.ComparesAllVectors, NotCompared);
        float[][] vectors = [.. Enumerable.Range(0, 400).Select(Vector)];
        var (plain, scaled) = (await CreateAsync(null, vectors), await CreateAsync(null, vectors.Select(vector => vector.Select(value => value * length).ToArray())));
        float[] query = Vector(1000);
        var (expected, found) = (await FindAsync(plain, query, 10), await FindAsync(scaled, query, 10));
        Assert.Equal(expected.Select(item => item.Id), found.Select(item => item.Id));
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-4));
        found = await FindAsync(scaled, [.. query.Select(value => value * length)], 10);
        Assert.Equal(expected.Select(item => item.Id), found.Select(item => item.Id));
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-4));
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task Search_OverTheLargestValues_StillHasAnOrder(string? function, bool higherIsBetter)
    {
        Assert.SkipUnless(fixture.ComparesAllVectors, NotCompared);
        var records = await CreateAsync(function, Enumerable.Range(0, 20).Select(id => Enumerable.Range(0, Dimensions).Select(index => ((id + index) % 3 == 0 ? 1 : -0.5f) * float.MaxValue).ToArray()));
        var found = await FindAsync(records, [.. Enumerable.Range(0, Dimensions).Select(index => (index % 3 == 0 ? 1 : -1) * float.MaxValue)], 20);
        Assert.Equal(20, found.Count);
        Assert.All(found, item => Assert.False(double.IsNaN(item.Score)));
        Assert.Equal((higherIsBetter ? found.OrderByDescending(item => item.Score) : found.OrderBy(item => item.Score)).ThenBy(item => item.Id).Select(item => item.Id), found.Select(item => item.Id));
        Assert.Equal(0, found[0].Id % 3);
    }

    private static double Compute(string? function, float[] x, float[] y)
    {
        double dot = 0, left = 0, right = 0, squares = 0, sum = 0, different = 0;
        for (var index = 0; index < x.Length; index++)
        {
            dot += (double)x[index] * y[index];
            left += (double)x[index] * x[index];
            right += (double)y[index] * y[index];
            squares += Math.Pow((double)x[index] - y[index], 2);
            sum += Math.Abs((double)x[index] - y[index]);
            different += x[index] == y[index] ? 0 : 1;
        }

        return function switch
        {
            DistanceFunction.CosineDistance => 1 - (dot / Math.Sqrt(left * right)),
            DistanceFunction.DotProductSimilarity => dot,
            DistanceFunction.NegativeDotProductSimilarity => -dot,
            DistanceFunction.EuclideanDistance => Math.Sqrt(squares),
            DistanceFunction.EuclideanSquaredDistance => squares,
            DistanceFunction.HammingDistance => different,
            DistanceFunction.ManhattanDistance => sum,
            _ => dot / Math.Sqrt(left * right),
        };
    }

    /// <summary>Returns a vector of few different values, so that some are equal.</summary>
    private static float[] Vector(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Dimensions).Select(_ => random.Next(-8, 9) / 4f)];
    }

    private static Dictionary<string, object?> Row(int id, float[] vector) => new() { ["Id"] = id, ["Vector"] = vector };

    private static VectorStoreCollectionDefinition Definition(string? function) => new()
    {
        Properties = [new VectorStoreKeyProperty("Id", typeof(int)), new VectorStoreVectorProperty("Vector", typeof(float[]), Dimensions) { DistanceFunction = function }],
    };

    private static ValueTask<List<(int Id, double Score)>> FindAsync(
        VectorStoreCollection<object, Dictionary<string, object?>> records, float[] query, int top, VectorSearchOptions<Dictionary<string, object?>>? options = null) =>
        records.SearchAsync(query, top, options).Select(found => ((int)found.Record["Id"]!, found.Score!.Value)).ToListAsync();

    private Task<VectorStoreCollection<object, Dictionary<string, object?>>> CreateAsync(string? function, IEnumerable<float[]> vectors) =>
        fixture.CreateDynamicAsync(Definition(function), vectors.Select((vector, id) => Row(id, vector)));
}
