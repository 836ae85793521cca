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

    /// <summary>Makes the embeddings of an answer to a request of <paramref name="count"/> texts.</summary>
    /// <exception cref="InvalidDataException">The answer has other vectors than were asked for.</exception>
    public static Embedding<float>[] Read(EmbeddingAnswer answer, int count)
    {
        var size = answer.Dimensions * sizeof(float);
        if (answer.Vectors.Length != (long)count * size)
            throw new InvalidDataException($"A silo gave {answer.Vectors.Length} bytes for {count} vectors of {answer.Dimensions} dimensions: let all silos and clients have the same version of this library.");

        var embeddings = new Embedding<float>[count];
        for (var index = 0; index < count; index++)
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
