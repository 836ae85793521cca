using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>The quality of a real collection through the store, against brute force over the same vectors.</summary>
public sealed class CranfieldTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public async Task Search_Cranfield_IsAsGoodAsBruteForce()
    {
        var cranfield = Cranfield.Read();
        Assert.Equal((1400, 225), (cranfield.Documents.Count, cranfield.Queries.Count));
        var vectors = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions { SizeLimit = null })); // each store asks for the same
        using var generator = new EmbeddingGemmaGenerator(new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.Nano, MaxTokens = 512 }).AsBuilder().UseDistributedCache(vectors).Build();
        var expected = cranfield.Ndcg(await BruteForceAsync(generator, cranfield));

        var figures = new List<string> { $"brute force {expected:0.0000}" };
        foreach (var strategy in Enum.GetValues<VectorSearchStrategy>())
        {
            using var folder = new TemporaryFolder();
            using var store = new SqliteVectorStore(new SqliteVectorStoreOptions(folder.PathOf("cranfield.db")) { Search = strategy }).WithEmbeddingGemma(generator);
            var abstracts = await FillAsync(store, cranfield);
            var found = cranfield.Ndcg(await RankAsync(cranfield, query => abstracts.SearchAsync(query, 10, cancellationToken: Cancellation)));
            figures.Add($"{strategy} {found:0.0000}");
            if (strategy == VectorSearchStrategy.Exact)
                Assert.Equal(expected, found, 1e-4);
            else
                Assert.InRange(found, expected - 0.002, expected + 0.002);

            var hybrid = Assert.IsType<IKeywordHybridSearchable<Abstract>>(abstracts, exactMatch: false);
            var both = cranfield.Ndcg(await RankAsync(cranfield, query => hybrid.HybridSearchAsync(query, query.Split(' '), 10, cancellationToken: Cancellation)));
            figures.Add($"{strategy} hybrid {both:0.0000}");
            Assert.InRange(both, found, 1);
        }

        using var memory = new InMemoryVectorStore().WithEmbeddingGemma(generator);
        var inMemory = await FillAsync(memory, cranfield);
        Assert.Equal(expected, cranfield.Ndcg(await RankAsync(cranfield, query => inMemory.SearchAsync(query, 10, cancellationToken: Cancellation))), 1e-4);
        TestContext.Current.TestOutputHelper!.WriteLine("nDCG@10: " + string.Join(", ", figures));
    }

    private static async Task<Func<int, IReadOnlyList<int>>> BruteForceAsync(IEmbeddingGenerator<string, Embedding<float>> generator, Cranfield cranfield)
    {
        var documents = new List<ReadOnlyMemory<float>>();
        foreach (var document in cranfield.Documents)
            documents.Add(await generator.GenerateVectorAsync(document.Text, EmbeddingGemmaPrompt.Document(document.Title).ToOptions(), Cancellation));
        var queries = await generator.GenerateAsync(cranfield.Queries, EmbeddingGemmaPrompt.Query.ToOptions(), Cancellation);
        return query => [.. documents
            .Select((document, i) => (cranfield.Documents[i].Id, Score: TensorPrimitives.CosineSimilarity(document.Span, queries[query].Vector.Span)))
            .OrderByDescending(pair => pair.Score)
            .Take(10)
            .Select(pair => pair.Id)];
    }

    private static async Task<VectorStoreCollection<int, Abstract>> FillAsync(VectorStore store, Cranfield cranfield)
    {
        var abstracts = store.GetCollection<int, Abstract>("abstracts");
        await abstracts.EnsureCollectionExistsAsync(Cancellation);
        foreach (var batch in cranfield.Documents.Chunk(200))
            await abstracts.UpsertAsync(batch.Select(document => new Abstract { Id = document.Id, Title = document.Title, Text = document.Text, Vector = document.Text }), Cancellation);
        return abstracts;
    }

    private static async Task<Func<int, IReadOnlyList<int>>> RankAsync(Cranfield cranfield, Func<string, IAsyncEnumerable<VectorSearchResult<Abstract>>> search)
    {
        var rankings = new List<IReadOnlyList<int>>();
        foreach (var query in cranfield.Queries)
            rankings.Add(await search(query).Select(result => result.Record.Id).ToListAsync(Cancellation));
        return query => rankings[query];
    }

    /// <summary>An abstract of the collection.</summary>
    public sealed class Abstract
    {
        [VectorStoreKey]
        public int Id { get; set; }

        [VectorStoreData]
        [EmbeddingGemmaTitle]
        public string Title { get; set; } = "";

        [VectorStoreData(IsFullTextIndexed = true)]
        public string Text { get; set; } = "";

        [VectorStoreVector(384)]
        public string? Vector { get; set; }
    }
}
