using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Inference;

namespace SK.EmbeddingGemma.Generation;

/// <summary>The texts of one call, on their way to vectors. Used once, by one thread.</summary>
/// <param name="model">The model.</param>
/// <param name="values">The texts.</param>
/// <param name="prompt">What to put in front of each.</param>
internal sealed class EmbeddingBatch(LoadedModel model, IReadOnlyList<string> values, string prompt)
{
    /// <summary>The number of texts that are tokenized at once, so that memory for tokens stays bounded: at most 8 MiB for 2,048 tokens each.</summary>
    public const int WindowSize = 1024;

    private readonly int _width = model.Files.Directory.Dimensions;
    private readonly string _modelId = model.Identity.ToString();

    /// <summary>Gets the length to cut vectors to; <see langword="null"/> leaves them as the model gives them.</summary>
    public required int? Dimensions { get; init; }

    /// <summary>Gets what to do with texts that are too long.</summary>
    public required EmbeddingGemmaTruncation Truncation { get; init; }

    /// <summary>Gets the time for the embeddings.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets the number of tokens fed so far.</summary>
    public long TokenCount { get; private set; }

    /// <summary>Gets the number of texts cut so far.</summary>
    public int TruncatedCount { get; private set; }

    /// <summary>Gets the most tokens that a cut text had before.</summary>
    public int LongestTruncated { get; private set; }

    /// <summary>Embeds the texts, in their order.</summary>
    /// <exception cref="ArgumentException">A text is too long and is not to be cut; nothing was embedded.</exception>
    /// <exception cref="InvalidDataException">The model gave a vector with NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public GeneratedEmbeddings<Embedding<float>> Embed(CancellationToken cancellationToken)
    {
        if (Truncation == EmbeddingGemmaTruncation.Throw && values.Count > WindowSize)
            RefuseLongTexts(cancellationToken);

        var embeddings = new GeneratedEmbeddings<Embedding<float>>(values.Count);
        for (var start = 0; start < values.Count; start += WindowSize)
        {
            var window = Tokenize(values, start, cancellationToken);
            var vectors = model.Engine.Embed(Array.ConvertAll(window, text => text.Ids), cancellationToken);
            if (vectors.Length != window.Length)
                throw new InvalidOperationException($"The engine gave {vectors.Length} vectors for {window.Length} texts.");

            for (var i = 0; i < window.Length; i++)
                embeddings.Add(ToEmbedding(vectors[i], window[i], start + i));
        }

        embeddings.AdditionalProperties = new()
        {
            [EmbeddingGemmaPrompt.OptionsKey] = prompt,
            [EmbeddingGemmaGenerator.MaxTokensKey] = model.Files.MaxTokens,
        };
        embeddings.Usage = new() { InputTokenCount = TokenCount, TotalTokenCount = TokenCount };
        return embeddings;
    }

    /// <summary>Tokenizes all windows before the first is embedded: a refused call must not have cost an inference.</summary>
    private void RefuseLongTexts(CancellationToken cancellationToken)
    {
        for (var start = 0; start < values.Count; start += WindowSize)
            Tokenize(values, start, cancellationToken);
    }

    private TokenizedText[] Tokenize(IReadOnlyList<string> values, int start, CancellationToken cancellationToken)
    {
        var window = new TokenizedText[Math.Min(WindowSize, values.Count - start)];
        for (var i = 0; i < window.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            window[i] = model.Files.Tokenizer.EncodeForModel(prompt + values[start + i], model.Files.MaxTokens);
            if (window[i].IsTruncated && Truncation == EmbeddingGemmaTruncation.Throw)
            {
                throw new ArgumentException(
                    $"The text at index {start + i} has {window[i].TokenCount} tokens with its prompt and the model's specials, but at most {model.Files.MaxTokens} are embedded: shorten or split it, or set {nameof(EmbeddingGemmaOptions.Truncation)} to {nameof(EmbeddingGemmaTruncation.Truncate)}.",
                    nameof(values));
            }
        }

        return window;
    }

    private Embedding<float> ToEmbedding(float[] vector, TokenizedText text, int index)
    {
        // A norm that is not finite stands for any NaN or infinity in the vector: neither may reach a store.
        if (vector.Length != _width || !float.IsFinite(TensorPrimitives.Norm<float>(vector)))
        {
            throw new InvalidDataException(
                $"The model gave no valid vector for the text at index {index} ({text.Ids.Length} tokens): it has NaN, infinity or a wrong length. The model's files may be damaged: fetch them again.");
        }

        TokenCount += text.Ids.Length;
        var properties = new AdditionalPropertiesDictionary { [EmbeddingGemmaGenerator.TruncatedKey] = text.IsTruncated };
        if (text.IsTruncated)
        {
            properties[EmbeddingGemmaGenerator.TokenCountKey] = text.TokenCount;
            TruncatedCount++;
            LongestTruncated = Math.Max(LongestTruncated, text.TokenCount);
        }

        return new(Finish(vector)) { ModelId = _modelId, CreatedAt = CreatedAt, AdditionalProperties = properties };
    }

    /// <summary>Cuts and normalises where the model or the call asks for it; other vectors stay raw, as the reference gives them.</summary>
    private float[] Finish(float[] vector)
    {
        if (Dimensions is null && !model.Files.Directory.Normalizes)
            return vector;

        var finished = new float[Dimensions ?? _width];
        Matryoshka.Truncate(vector, finished);
        return finished;
    }
}
