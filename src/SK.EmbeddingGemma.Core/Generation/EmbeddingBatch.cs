using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Inference;
using SK.EmbeddingGemma.Inference.Scheduling;

namespace SK.EmbeddingGemma.Generation;

/// <summary>The texts of one call, on their way to vectors. Used once, by one caller.</summary>
/// <param name="model">The model.</param>
/// <param name="values">The texts.</param>
/// <param name="prompt">What to put in front of each.</param>
internal sealed class EmbeddingBatch(LoadedModel model, IReadOnlyList<string> values, string prompt)
{
    /// <summary>
    /// The tokens after which a window of texts ends, or else <see cref="PackScheduler.MostTexts"/> texts: some packs' worth, and no more
    /// than other callers can be made to wait for.
    /// </summary>
    private const int WindowTokens = 8 * 1024;

    /// <summary>The windows on their way: while one is computed, the next is tokenized.</summary>
    private const int WindowsInFlight = 2;

    private readonly int _width = model.Files.Directory.Dimensions;
    private readonly string _modelId = model.Identity.ToString();

    /// <summary>Gets the length to cut vectors to; <see langword="null"/> leaves them as the model gives them.</summary>
    public required int? Dimensions { get; init; }

    /// <summary>Gets whether vectors are brought to length 1; <see langword="null"/> for where the model says so, and where they are cut.</summary>
    public bool? Normalizes { get; init; }

    /// <summary>Gets what to do with texts that are too long.</summary>
    public required EmbeddingGemmaTruncation Truncation { get; init; }

    /// <summary>Gets the time for the embeddings.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets the number of tokens fed so far.</summary>
    public long TokenCount { get; private set; }

    /// <summary>Gets the tokens of the longest text so far.</summary>
    public int LongestText { get; private set; }

    /// <summary>Gets the number of texts cut so far.</summary>
    public int TruncatedCount { get; private set; }

    /// <summary>Gets the most tokens that a cut text had before.</summary>
    public int LongestTruncated { get; private set; }

    /// <summary>Embeds the texts, in their order.</summary>
    /// <exception cref="ArgumentException">A text is too long and is not to be cut; nothing was embedded.</exception>
    /// <exception cref="InvalidDataException">The model gave a vector with NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> EmbedAsync(CancellationToken cancellationToken)
    {
        var embeddings = new GeneratedEmbeddings<Embedding<float>>(values.Count);
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var windows = new Queue<TextWindow>(WindowsInFlight);
        try
        {
            for (var start = 0; start < values.Count;)
            {
                if (windows.Count == WindowsInFlight)
                    await FinishAsync(windows, embeddings).ConfigureAwait(false);

                var window = await BeginAsync(start, abandon.Token).ConfigureAwait(false);
                windows.Enqueue(window);
                start += window.Texts.Count;
            }

            while (windows.Count > 0)
                await FinishAsync(windows, embeddings).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken); // not the token of the windows
        }
        finally
        {
            if (windows.Count > 0)
                await abandon.CancelAsync().ConfigureAwait(false); // after an error: the windows behind it are of no use

            foreach (var window in windows)
                await ((Task)window.Vectors).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        embeddings.AdditionalProperties = new()
        {
            [EmbeddingGemmaPrompt.OptionsKey] = prompt,
            [EmbeddingGemmaGenerator.MaxTokensKey] = model.Files.MaxTokens,
        };
        embeddings.Usage = new() { InputTokenCount = TokenCount, TotalTokenCount = TokenCount };
        return embeddings;
    }

    /// <summary>Tokenizes texts from <paramref name="start"/> on, when there is room for them, and sends them off.</summary>
    private async Task<TextWindow> BeginAsync(int start, CancellationToken cancellationToken)
    {
        var place = await model.Scheduler.EnterAsync(Math.Min(PackScheduler.MostTexts, values.Count - start), cancellationToken).ConfigureAwait(false);
        try
        {
            var texts = Tokenize(start, cancellationToken);
            if (start == 0 && Truncation == EmbeddingGemmaTruncation.Throw)
                RefuseLongTexts(texts.Count, cancellationToken);

            return new(start, texts, ComputeAsync(texts, place, cancellationToken));
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>Gives the room back as soon as the vectors are there: who waits for room for the next window has not yet fetched them.</summary>
    private async Task<float[][]> ComputeAsync(List<TokenizedText> texts, IDisposable place, CancellationToken cancellationToken)
    {
        using (place)
            return await model.Scheduler.EmbedAsync(texts.ConvertAll(text => text.Ids), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for the oldest window, and takes it from the queue when its vectors are there.</summary>
    private async Task FinishAsync(Queue<TextWindow> windows, GeneratedEmbeddings<Embedding<float>> embeddings)
    {
        var window = windows.Peek();
        var vectors = await window.Vectors.ConfigureAwait(false);
        for (var i = 0; i < vectors.Length; i++)
            embeddings.Add(ToEmbedding(vectors[i], window.Texts[i], window.Start + i));

        windows.Dequeue();
    }

    /// <summary>Tokenizes the texts of later windows before the first is embedded: a refused call must not have cost an inference.</summary>
    private void RefuseLongTexts(int start, CancellationToken cancellationToken)
    {
        for (var index = start; index < values.Count; index++)
            Encode(values, index, cancellationToken);
    }

    private List<TokenizedText> Tokenize(int start, CancellationToken cancellationToken)
    {
        var texts = new List<TokenizedText>();
        var tokens = 0;
        for (var index = start; index < values.Count && texts.Count < PackScheduler.MostTexts && tokens < WindowTokens; index++)
        {
            texts.Add(Encode(values, index, cancellationToken));
            tokens += texts[^1].Ids.Length;
        }

        return texts;
    }

    private TokenizedText Encode(IReadOnlyList<string> values, int index, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var text = model.Files.Tokenizer.EncodeForModel(prompt + values[index], model.Files.MaxTokens);
        return !text.IsTruncated || Truncation != EmbeddingGemmaTruncation.Throw ? text : throw new ArgumentException(
            $"The text at index {index} has {text.TokenCount} tokens with its prompt and the model's specials, but at most {model.Files.MaxTokens} are embedded: shorten or split it, or set {nameof(EmbeddingGemmaOptions.Truncation)} to {nameof(EmbeddingGemmaTruncation.Truncate)}.",
            nameof(values));
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
        LongestText = Math.Max(LongestText, text.Ids.Length);
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
        if (!(Normalizes ?? (Dimensions is not null || model.Files.Directory.Normalizes)))
            return Dimensions is { } length ? vector[..length] : vector;

        var finished = new float[Dimensions ?? _width];
        Matryoshka.Truncate(vector, finished);
        return finished;
    }
}
