using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.Tokenizers;
using SK.EmbeddingGemma.Chunking;

namespace SK.EmbeddingGemma.Memories;

/// <summary>A memory whose model and store are known to fit. Immutable.</summary>
/// <param name="Collection">Where it lives.</param>
/// <param name="Chunker">What divides texts.</param>
/// <param name="Space">What vectors must share to be compared.</param>
internal sealed record OpenMemory(MemoryCollection Collection, TextChunker Chunker, string Space)
{
    private static readonly string[] Probe = ["probe"];

    /// <summary>Asks the generator what it is, and opens the store for it.</summary>
    /// <exception cref="InvalidOperationException">The generator has no tokenizer.</exception>
    /// <exception cref="ArgumentException">The generator embeds fewer tokens than a chunk would have.</exception>
    public static async Task<OpenMemory> OpenAsync(
        VectorStore store, IEmbeddingGenerator<string, Embedding<float>> generator, TextMemoryOptions options, CancellationToken cancellationToken)
    {
        // A model that is still to be downloaded tells nothing of itself before it has embedded something, and other generators may not know their width.
        var space = generator.GetService<EmbeddingGemmaSpace>();
        var metadata = generator.GetService<EmbeddingGeneratorMetadata>();
        var dimensions = space?.Dimensions ?? metadata?.DefaultModelDimensions;
        if (dimensions is null || Tokenizer(generator) is null)
        {
            var probe = await generator.GenerateAsync(Probe, EmbeddingGemmaPrompt.Document().ToOptions(), cancellationToken).ConfigureAwait(false);
            space = generator.GetService<EmbeddingGemmaSpace>();
            dimensions = probe[0].Vector.Length;
        }

        var tokenizer = Tokenizer(generator)
            ?? throw new InvalidOperationException("The generator has no tokenizer, which texts are divided with: use an EmbeddingGemmaGenerator, or one whose GetService gives a Microsoft.ML.Tokenizers.Tokenizer.");
        var chunker = new TextChunker(tokenizer, ChunkLimit.Checked(options.Chunking, ChunkLimit.Of(generator))); // before anything is created in the store
        var fingerprint = space?.Fingerprint ?? FormattableString.Invariant($"{metadata?.ProviderName};{metadata?.DefaultModelId};{dimensions}");
        var collection = new MemoryCollection(store.GetDynamicCollection(options.CollectionName, MemoryFields.Define(dimensions.Value)), fingerprint);
        await collection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return new(collection, chunker, fingerprint);
    }

    private static Tokenizer? Tokenizer(IEmbeddingGenerator generator) =>
        generator.GetService(typeof(EmbeddingGemmaTokenizer)) as Tokenizer ?? generator.GetService(typeof(Tokenizer)) as Tokenizer;
}
