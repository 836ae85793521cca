using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Decoration;

/// <summary>The decorator with a real model.</summary>
public sealed class NanoTests
{
    [Fact]
    public async Task UpsertAndSearch_Nano_GiveWhatTheModelGivesForTheirPrompts()
    {
        using var nano = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano });
        var store = new InMemoryVectorStore().WithEmbeddingGemma(nano);
        var articles = store.GetCollection<int, Article>("articles");
        await articles.EnsureCollectionExistsAsync();
        await articles.UpsertAsync([new Article { Id = 1, Title = "Cats", Body = "They purr." }, new Article { Id = 2, Title = "Dogs", Body = "They bark." }]);

        // Several titles in one call give the vectors that each title gives alone.
        foreach (var (id, title, text) in new[] { (1, "Cats", "They purr."), (2, "Dogs", "They bark.") })
        {
            var document = (await nano.GenerateAsync(text, EmbeddingGemmaPrompt.Document(title).ToOptions(16))).Vector;
            var found = await articles.SearchAsync(document, 1, new() { VectorProperty = article => article.BodyVector }).SingleAsync();
            Assert.Equal(id, found.Record.Id);
            Assert.Equal(1, found.Score!.Value, 1e-5);
        }

        var query = (await nano.GenerateAsync("which animal barks?", EmbeddingGemmaPrompt.Query.ToOptions(16))).Vector;
        var expected = await articles.SearchAsync(query, 2, new() { VectorProperty = article => article.BodyVector }).ToListAsync();
        var actual = await articles.SearchAsync("which animal barks?", 2, new() { VectorProperty = article => article.BodyVector }).ToListAsync();
        Assert.Equal(expected.Select(result => (result.Record.Id, result.Score)), actual.Select(result => (result.Record.Id, result.Score)));
        Assert.Equal(Generation.ModelSpace.UsualPromptsHash, nano.GetService<EmbeddingGemmaSpace>()!.PromptsHash);
    }
}
