using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Decoration;

namespace SK.EmbeddingGemma.Memories;

/// <summary>Embeds parts of texts as documents and questions as queries. As thread-safe as the generator, which stays the caller's.</summary>
internal sealed class MemoryEmbedder(IEmbeddingGenerator<string, Embedding<float>> generator)
{
    private readonly StoreEmbedder _embedder = new(generator, new() { AllowOtherModels = true });

    /// <summary>Returns the vector of a query.</summary>
    public async Task<ReadOnlyMemory<float>> EmbedQueryAsync(string query, CancellationToken cancellationToken) =>
        await _embedder.EmbedQueryAsync(query, dimensions: null, cancellationToken).ConfigureAwait(false);

    /// <summary>Returns the vectors of documents' parts, in their order.</summary>
    /// <exception cref="InvalidOperationException">The generator cut a part: one that is elsewhere, and did not say before how much it embeds.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<ReadOnlyMemory<float>>>> EmbedAsync(IReadOnlyList<MemoryDocument> documents, CancellationToken cancellationToken)
    {
        List<DocumentText> texts = [.. documents.SelectMany(document => document.Chunks).Select(chunk => new DocumentText(chunk.Text, chunk.Title))];
        var embeddings = await _embedder.EmbedDocumentsAsync(texts, dimensions: null, cancellationToken).ConfigureAwait(false);
        if (embeddings.FirstOrDefault(embedding => embedding.AdditionalProperties?.GetValueOrDefault(EmbeddingGemmaGenerator.TruncatedKey) is true) is not null)
            throw new InvalidOperationException("The generator cut a part of a text, whose end would never be found: set TextMemoryOptions.Chunking with a smaller MaxTokens.");
        var next = 0;
        return [.. documents.Select(document => (IReadOnlyList<ReadOnlyMemory<float>>)[.. document.Chunks.Select(_ => embeddings[next++].Vector)])];
    }

    /// <summary>Returns the vectors of texts with one prompt, in their order.</summary>
    public async Task<IReadOnlyList<ReadOnlyMemory<float>>> EmbedAsync(IReadOnlyList<string> texts, EmbeddingGemmaPrompt prompt, CancellationToken cancellationToken) =>
        [.. (await _embedder.EmbedAsync(texts, prompt, dimensions: null, cancellationToken).ConfigureAwait(false)).Select(embedding => embedding.Vector)];
}
