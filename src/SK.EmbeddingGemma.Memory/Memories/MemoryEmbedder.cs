using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Memories;

/// <summary>Embeds parts of texts as documents and questions as queries. As thread-safe as the generator, which stays the caller's.</summary>
internal sealed class MemoryEmbedder(IEmbeddingGenerator<string, Embedding<float>> generator)
{
    /// <summary>Returns the vector of a query.</summary>
    public async Task<ReadOnlyMemory<float>> EmbedQueryAsync(string query, CancellationToken cancellationToken) =>
        (await EmbedAsync([query], EmbeddingGemmaPrompt.Query, cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Returns the vectors of documents' parts, in their order.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<ReadOnlyMemory<float>>>> EmbedAsync(IReadOnlyList<MemoryDocument> documents, CancellationToken cancellationToken)
    {
        var vectors = documents.Select(document => new ReadOnlyMemory<float>[document.Chunks.Count]).ToList();
        var places = documents.SelectMany((document, d) => document.Chunks.Select((chunk, c) => (chunk, d, c)));

        // A call has one prompt, and a prompt one title. Calls made at the same time are computed together.
        var calls = places.GroupBy(place => place.chunk.Title, StringComparer.Ordinal).Select(async group =>
        {
            var parts = group.ToList();
            var embedded = await EmbedAsync(parts.ConvertAll(part => part.chunk.Text), EmbeddingGemmaPrompt.Document(group.Key), cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < parts.Count; i++)
                vectors[parts[i].d][parts[i].c] = embedded[i];
        });
        await Task.WhenAll(calls).ConfigureAwait(false);
        return vectors;
    }

    /// <summary>Returns the vectors of texts with one prompt, in their order.</summary>
    public async Task<IReadOnlyList<ReadOnlyMemory<float>>> EmbedAsync(IReadOnlyList<string> texts, EmbeddingGemmaPrompt prompt, CancellationToken cancellationToken)
    {
        var embeddings = await generator.GenerateAsync(texts, prompt.ToOptions(), cancellationToken).ConfigureAwait(false);
        return embeddings.Count == texts.Count
            ? [.. embeddings.Select(embedding => embedding.Vector)]
            : throw new InvalidOperationException($"The generator gave {embeddings.Count} embeddings for {texts.Count} texts: it must give one for each.");
    }
}
