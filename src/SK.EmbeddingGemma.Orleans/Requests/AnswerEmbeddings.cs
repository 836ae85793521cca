using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Requests;

/// <summary>Brings a generator's result into an answer, and back at the caller: what the local generator says of each text arrives.</summary>
internal static class AnswerEmbeddings
{
    /// <summary>Makes an answer of a result.</summary>
    public static EmbeddingAnswer Write(GeneratedEmbeddings<Embedding<float>> embeddings, string space)
    {
        var dimensions = embeddings[0].Vector.Length;
        var size = dimensions * sizeof(float);
        var bytes = new byte[embeddings.Count * size];
        var cut = new List<CutText>();
        for (var index = 0; index < embeddings.Count; index++)
        {
            VectorBytes.Write(embeddings[index].Vector.Span, bytes.AsSpan(index * size, size));
            if (embeddings[index].AdditionalProperties is { } properties
                && properties.TryGetValue(EmbeddingGemmaGenerator.TruncatedKey, out var isCut) && isCut is true)
            {
                cut.Add(new(index, properties.TryGetValue(EmbeddingGemmaGenerator.TokenCountKey, out var tokens) && tokens is int count ? count : 0));
            }
        }

        return new()
        {
            Space = space,
            Vectors = bytes,
            Dimensions = dimensions,
            Cut = [.. cut],
            Tokens = embeddings.Usage?.InputTokenCount ?? 0,
            ModelId = embeddings[0].ModelId,
            CreatedAt = embeddings[0].CreatedAt,
            Prompt = Find(embeddings, EmbeddingGemmaPrompt.OptionsKey) as string,
            MaxTokens = Find(embeddings, EmbeddingGemmaGenerator.MaxTokensKey) as int?,
        };
    }

    /// <summary>Refuses an answer that has not a vector for each of <paramref name="count"/> texts; a refusal has none.</summary>
    /// <exception cref="InvalidOperationException">The answer has other vectors than were asked for.</exception>
    public static void RequireWhole(EmbeddingAnswer answer, int count)
    {
        if (!answer.IsRefused && (answer.Dimensions < 1 || answer.Vectors.Length != (long)count * answer.Dimensions * sizeof(float) || Array.Exists(answer.Cut, text => text.Index < 0 || text.Index >= count)))
            throw new InvalidOperationException($"A silo gave {answer.Vectors.Length} bytes for {count} vectors of {answer.Dimensions} dimensions: let all silos and clients have the same version of this library.");
    }

    /// <summary>Makes the embeddings of a whole answer.</summary>
    public static Embedding<float>[] Read(EmbeddingAnswer answer)
    {
        var size = answer.Dimensions * sizeof(float);
        var embeddings = new Embedding<float>[answer.Vectors.Length / size];
        for (var index = 0; index < embeddings.Length; index++)
        {
            embeddings[index] = new(VectorBytes.Read(answer.Vectors.AsSpan(index * size, size)))
            {
                ModelId = answer.ModelId,
                CreatedAt = answer.CreatedAt,
                AdditionalProperties = new() { [EmbeddingGemmaGenerator.TruncatedKey] = false },
            };
        }

        foreach (var text in answer.Cut)
        {
            embeddings[text.Index].AdditionalProperties![EmbeddingGemmaGenerator.TruncatedKey] = true;
            embeddings[text.Index].AdditionalProperties![EmbeddingGemmaGenerator.TokenCountKey] = text.Tokens;
        }

        return embeddings;
    }

    private static object? Find(GeneratedEmbeddings<Embedding<float>> embeddings, string key) =>
        embeddings.AdditionalProperties?.TryGetValue(key, out var value) is true ? value : null;
}
