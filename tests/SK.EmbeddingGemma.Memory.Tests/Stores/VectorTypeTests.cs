using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Stores;

/// <summary>Vectors of every type, one or several a record.</summary>
public abstract class VectorTypeTests(StoreFixture fixture)
{
    [Fact]
    public async Task Vectors_OfEachType_AreKept()
    {
        var read = (await (await FilledAsync()).GetAsync(2, new() { IncludeVectors = true }))!;
        Assert.Equal([0f, 1], read.Memory.ToArray());
        Assert.Equal([0f, 2, 0], read.Array!);
        Assert.Equal([0f, 3, 0, 0], read.Embedding!.Vector.ToArray());
    }

    [Fact]
    public async Task Vectors_ThatAreNotAsked_AreEmpty()
    {
        var read = (await (await FilledAsync()).GetAsync(2))!;
        Assert.Equal((0, null, null), (read.Memory.Length, read.Array, read.Embedding));
    }

    [Fact]
    public async Task Search_WithEachType_FindsByTheChosenProperty()
    {
        var records = await FilledAsync();
        var byMemory = await records.SearchAsync(new ReadOnlyMemory<float>([0, 5]), 1, new() { VectorProperty = record => record.Memory }).SingleAsync();
        var byArray = await records.SearchAsync(new float[] { 1, 0, 0 }, 1, new() { VectorProperty = record => record.Array }).SingleAsync();
        var byEmbedding = await records.SearchAsync(new Embedding<float>(new float[] { 0, 2, 0, 0 }), 1, new() { VectorProperty = record => record.Embedding }).SingleAsync();
        Assert.Equal([(2, 1d), (1, 1), (2, 6)], [(byMemory.Record.Id, byMemory.Score!.Value), (byArray.Record.Id, byArray.Score!.Value), (byEmbedding.Record.Id, byEmbedding.Score!.Value)]);
    }

    [Fact]
    public async Task Search_OfSeveralPropertiesWithoutAChoice_IsRefused()
    {
        var records = await FilledAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await records.SearchAsync(new float[] { 1, 0 }, 1).ToListAsync());
    }

    [Fact]
    public async Task Vectors_ThatAreNull_AreNotFound()
    {
        var records = await FilledAsync();
        Assert.Equal([1, 2], await records.SearchAsync(new float[3], 10, new() { VectorProperty = record => record.Array }).Select(found => found.Record.Id).ToListAsync());
        Assert.Equal([1, 2, 3], await records.SearchAsync(new float[] { 1, 0 }, 10, new() { VectorProperty = record => record.Memory }).Select(found => found.Record.Id).Order().ToListAsync());
        var read = (await records.GetAsync(3, new() { IncludeVectors = true }))!;
        Assert.Equal((null, null), (read.Array, read.Embedding));
    }

    [Fact]
    public async Task Vectors_ThatAreReplaced_AreFoundNoMore()
    {
        var records = await FilledAsync();
        await records.UpsertAsync(new Pictured { Id = 1, Memory = new float[] { 0, 1 } });
        Assert.Equal([2], await records.SearchAsync(new float[3], 10, new() { VectorProperty = record => record.Array }).Select(found => found.Record.Id).ToListAsync());
        Assert.Equal([1, 1, 0.6], await records.SearchAsync(new float[] { 0, 1 }, 10, new() { VectorProperty = record => record.Memory }).Select(found => Math.Round(found.Score!.Value, 5)).ToListAsync());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public async Task Values_ThatAreNotFinite_AreRefused(float value)
    {
        var records = await FilledAsync();
        var fault = await Assert.ThrowsAsync<ArgumentException>(() => records.UpsertAsync(new Pictured { Id = 1, Memory = new float[2], Array = [0, value, 0] }));
        Assert.Contains(nameof(Pictured.Array), fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(async () => await records.SearchAsync(new[] { 0, value }, 1, new() { VectorProperty = record => record.Memory }).ToListAsync());
        var kept = await records.GetAsync(1, new() { IncludeVectors = true });
        Assert.Equal([2f, 0, 0], kept!.Array!);
    }

    [Fact]
    public async Task Lengths_ThatAreOthers_AreRefused()
    {
        var records = await FilledAsync();
        var fault = await Assert.ThrowsAsync<ArgumentException>(() => records.UpsertAsync(new Pictured { Id = 1, Memory = new float[3] }));
        Assert.Contains("3", fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => records.UpsertAsync(new Pictured { Id = 1 })); // no value at all is a length of 0
        await Assert.ThrowsAsync<ArgumentException>(async () => await records.SearchAsync(new float[3], 1, new() { VectorProperty = record => record.Memory }).ToListAsync());
    }

    [Fact]
    public async Task Vectors_OfZeros_AreKeptAndScoreZero()
    {
        var records = await fixture.CreateAsync<int, Pictured>(new Pictured { Id = 1, Memory = new float[2] }, new Pictured { Id = 2, Memory = new float[] { -1, 0 } });
        Assert.Equal([(1, 0d), (2, -1)], await records.SearchAsync(new float[] { 1, 0 }, 10, new() { VectorProperty = record => record.Memory }).Select(found => (found.Record.Id, found.Score!.Value)).ToListAsync());
        Assert.All(await records.SearchAsync(new float[2], 10, new() { VectorProperty = record => record.Memory }).ToListAsync(), found => Assert.Equal(0, found.Score));
    }

    [Fact]
    public async Task Search_WithWhatIsNoVector_IsRefused()
    {
        var records = await FilledAsync();
        await Assert.ThrowsAnyAsync<Exception>(async () => await records.SearchAsync(5, 1, new() { VectorProperty = record => record.Memory }).ToListAsync());
        await Assert.ThrowsAnyAsync<Exception>(async () => await records.SearchAsync(new double[2], 1, new() { VectorProperty = record => record.Memory }).ToListAsync());
    }

    private Task<VectorStoreCollection<int, Pictured>> FilledAsync() => fixture.CreateAsync<int, Pictured>(
        new Pictured { Id = 1, Memory = new float[] { 1, 0 }, Array = [2, 0, 0], Embedding = new(new float[] { 3, 0, 0, 0 }) },
        new Pictured { Id = 2, Memory = new float[] { 0, 1 }, Array = [0, 2, 0], Embedding = new(new float[] { 0, 3, 0, 0 }) },
        new Pictured { Id = 3, Memory = new float[] { 0.8f, 0.6f } });
}
