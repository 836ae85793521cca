using System.Data.Common;
using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Jobs;

/// <summary>Which documents are set aside, and which are waited with.</summary>
public sealed class PartitionReaderTests : IDisposable
{
    private readonly InMemoryVectorStore _store = new();
    private readonly FakeModel _model = new();

    public void Dispose()
    {
        _store.Dispose();
        _model.Dispose();
    }

    [Fact]
    public async Task NextAsync_UnexplainedFaultOfAll_SetsAsideOnceTheStoreIsKnownToAnswer()
    {
        _model.Fault = static _ => new InvalidOperationException("Out of luck.");
        await AssertTriedAgainAsync(1, Suspicion.None, "Out of luck.");
        await AssertTriedAgainAsync(1, Suspicion.WhereOthersAreStored, "one by one");
        await AssertTriedAgainAsync(1, Suspicion.WhereTheStoreAnswers, "one by one", exists: false);
        await AssertTriedAgainAsync(9, Suspicion.WhereTheStoreAnswers, "one by one");
        Assert.Equal((0, 1), await CountAsync(1, Suspicion.WhereTheStoreAnswers));
        Assert.Equal((0, 8), await CountAsync(8, Suspicion.WhereTheStoreAnswers));
    }

    [Fact]
    public async Task NextAsync_FaultOfTheSurroundings_IsTriedAgainWhateverIsSuspected()
    {
        Exception[] faults =
        [
            new IOException("It is away."),
            new HttpRequestException("It is away."),
            new TimeoutException("It is away."),
            new VectorStoreException("It is away.", new SqlException("53100", "The disk is full.")),
            new VectorStoreException("It is away.", new SqlException(null, "The database is locked.")),
            new InvalidOperationException("It is away.", new IOException("No such device.")),
        ];
        foreach (var fault in faults)
        {
            _model.Fault = _ => fault;
            await AssertTriedAgainAsync(2, Suspicion.WhereTheStoreAnswers, "It is away.");
        }
    }

    [Theory]
    [InlineData("22021")] // a character that the database's encoding has not
    [InlineData("23514")] // a check that the values do not pass
    public async Task NextAsync_DatabaseRefusesTheValues_SetsAsideAtOnce(string state)
    {
        _model.Fault = _ => new VectorStoreException("The upsert failed.", new SqlException(state, "Not with these values."));
        Assert.Equal((0, 1), await CountAsync(1, Suspicion.None));
        _model.Fault = _ => new SqlException(state, "Not with these values.");
        Assert.Equal((0, 1), await CountAsync(1, Suspicion.None));
    }

    private async Task AssertTriedAgainAsync(int documents, Suspicion suspicion, string message, bool exists = true)
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => CountAsync(documents, suspicion, exists));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    private async Task<(int Stored, int SetAside)> CountAsync(int documents, Suspicion suspicion, bool exists = true)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var collection = _store.WithEmbeddingGemma(_model).GetCollection<int, Numbered>(exists ? "numbers" : "missing");
        if (exists)
            await collection.EnsureCollectionExistsAsync(cancellation);
        await using var reader = new PartitionReader<int, Numbered>("part/0", new NumberSource(1, documents).ReadAsync("part/0", null, cancellation).GetAsyncEnumerator(cancellation), collection, 32);
        var outcome = await reader.NextAsync(suspicion, cancellation);
        return (outcome!.Stored, outcome.SetAside.Count);
    }

    private sealed class SqlException(string? state, string message) : DbException(message)
    {
        public override string? SqlState => state;
    }
}
