using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Chunking;

/// <summary>Keeps chunks as short as a model embeds them: a longer one would be cut, and its end never be found.</summary>
internal static class ChunkLimit
{
    /// <summary>Returns the most tokens of a text that a generator embeds; <see langword="null"/> where it does not say.</summary>
    public static int? Of(IEmbeddingGenerator generator) => (generator.GetService(typeof(EmbeddingGemmaGenerator)) as EmbeddingGemmaGenerator)?.MaxTokens;

    /// <summary>Returns settings that fit: the caller's, or the defaults with chunks that are no longer than the limit.</summary>
    /// <exception cref="ArgumentException">The caller's chunks are longer than the limit, or the limit is less than a chunk can have.</exception>
    public static TextChunkerOptions Checked(TextChunkerOptions? options, int? limit)
    {
        var checkedOptions = options ?? new();
        if (limit is not { } most || checkedOptions.MaxTokens <= most)
            return checkedOptions;

        if (most < TextChunkerOptions.LeastTokens)
            throw new ArgumentException(FormattableString.Invariant($"The generator embeds at most {most} tokens of a text, but chunks have at least {TextChunkerOptions.LeastTokens}: raise {nameof(EmbeddingGemmaOptions)}.{nameof(EmbeddingGemmaOptions.MaxTokens)}."), nameof(options));
        return options is null
            ? new() { MaxTokens = most }
            : throw new ArgumentException(FormattableString.Invariant($"{nameof(TextChunkerOptions)}.{nameof(TextChunkerOptions.MaxTokens)} is {options.MaxTokens}, but the generator embeds at most {most} tokens of a text, so that the end of a chunk would be lost: choose {TextChunkerOptions.LeastTokens} to {most}."), nameof(options));
    }
}
