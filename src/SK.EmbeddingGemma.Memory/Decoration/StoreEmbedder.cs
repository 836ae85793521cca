using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Generation;

namespace SK.EmbeddingGemma.Decoration;

/// <summary>Embeds what a store holds and what it is searched for, each with its own prompt. Thread-safe if the generator is, which it does not own.</summary>
internal sealed class StoreEmbedder
{
    private const string ProviderName = "embeddinggemma";

    /// <summary>The calls made at the same time where each title needs one of its own: they are computed together, and no service is flooded.</summary>
    private const int ConcurrentCalls = 8;

    private readonly EmbeddingGemmaStoreOptions _options;

    /// <param name="generator">The generator.</param>
    /// <param name="options">The options, which are copied.</param>
    /// <exception cref="ArgumentException">The generator is of another model, which the options do not allow.</exception>
    public StoreEmbedder(IEmbeddingGenerator<string, Embedding<float>> generator, EmbeddingGemmaStoreOptions? options)
    {
        Generator = generator;
        _options = options?.Clone() ?? new();
        IsEmbeddingGemma = generator.GetService<EmbeddingGeneratorMetadata>()?.ProviderName == ProviderName || TryGetSpace() is not null;
        if (!IsEmbeddingGemma && !_options.AllowOtherModels)
        {
            throw new ArgumentException(
                $"The generator of type '{generator.GetType()}' does not say that it is EmbeddingGemma, so the prompts may mean nothing to it: take the generator of AddEmbeddingGemma, or set {nameof(EmbeddingGemmaStoreOptions)}.{nameof(EmbeddingGemmaStoreOptions.AllowOtherModels)} if it is a model that knows these prompts.",
                nameof(generator));
        }
    }

    /// <summary>Gets the generator as the caller gave it.</summary>
    public IEmbeddingGenerator<string, Embedding<float>> Generator { get; }

    /// <summary>Gets whether the generator says that it is EmbeddingGemma.</summary>
    public bool IsEmbeddingGemma { get; }

    /// <summary>Gets the name of the property that holds titles, as the options have it.</summary>
    public string? TitleProperty => _options.TitleProperty;

    /// <summary>Gets the prompt of a text that has no title.</summary>
    public EmbeddingGemmaPrompt UntitledPrompt => _options.DocumentPrompt ?? EmbeddingGemmaPrompt.Document();

    /// <summary>Gets whether titles have a place in the prompt.</summary>
    public bool UsesTitles => _options.DocumentPrompt is null;

    /// <summary>Gets the most dimensions of a vector, or <see langword="null"/> where the generator does not tell.</summary>
    public int? Width => Generator.GetService<EmbeddingGemmaGenerator>()?.Width;

    /// <summary>Returns the generator, or a stage inside it that is of the type, or <see langword="null"/>.</summary>
    public object? GetGenerator(Type type) => type.IsInstanceOfType(Generator) ? Generator : Generator.GetService(type);

    /// <summary>Gets the generator's space, or <see langword="null"/> where it has none, or not yet: a model that is still to be downloaded.</summary>
    public EmbeddingGemmaSpace? TryGetSpace()
    {
        try
        {
            return Generator.GetService<EmbeddingGemmaSpace>();
        }
        catch (IOException) // the first call downloads the model, or says why it cannot
        {
            return null;
        }
    }

    /// <summary>Makes sure that the space is known, which a store keeps beside its vectors: the model is downloaded if it must be.</summary>
    public async Task EnsureSpaceAsync(CancellationToken cancellationToken)
    {
        if (IsEmbeddingGemma && TryGetSpace() is null)
            await EmbedAsync([""], UntitledPrompt, dimensions: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Embeds a text that is searched for.</summary>
    public async Task<ReadOnlyMemory<float>> EmbedQueryAsync(string text, int? dimensions, CancellationToken cancellationToken) =>
        (await EmbedAsync([text], _options.QueryPrompt, dimensions, cancellationToken).ConfigureAwait(false))[0].Vector;

    /// <summary>Embeds texts that are stored: in one call where the model's prompts are the usual ones, else in one for each title.</summary>
    /// <returns>An embedding for each text, in their order.</returns>
    public async Task<IReadOnlyList<Embedding<float>>> EmbedDocumentsAsync(IReadOnlyList<DocumentText> texts, int? dimensions, CancellationToken cancellationToken)
    {
        var titles = texts.GroupBy(text => UsesTitles && !string.IsNullOrWhiteSpace(text.Title) ? text.Title : null, StringComparer.Ordinal).ToList();
        if (titles is [var only])
            return await EmbedAsync(texts.Select(text => text.Text), PromptOf(only.Key), dimensions, cancellationToken).ConfigureAwait(false);

        // A call has one prompt. So the prompts of several titles go into the texts, which is the same, unless the model's directory has a prompt of its own.
        if (TryGetSpace()?.PromptsHash == ModelSpace.UsualPromptsHash)
        {
            return await EmbedAsync(
                texts.Select(text => PromptOf(text.Title).Text + text.Text), EmbeddingGemmaPrompt.None, dimensions, cancellationToken).ConfigureAwait(false);
        }

        var byText = new ConcurrentDictionary<DocumentText, Embedding<float>>();
        var concurrency = new ParallelOptions { MaxDegreeOfParallelism = ConcurrentCalls, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(titles, concurrency, async (title, cancelled) =>
        {
            var distinct = title.Distinct().ToList();
            var embeddings = await EmbedAsync(distinct.Select(text => text.Text), PromptOf(title.Key), dimensions, cancelled).ConfigureAwait(false);
            for (var index = 0; index < distinct.Count; index++)
                byText[distinct[index]] = embeddings[index];
        }).ConfigureAwait(false);
        return [.. texts.Select(text => byText[text])];
    }

    /// <summary>Embeds texts with one prompt.</summary>
    /// <returns>An embedding for each text, in their order.</returns>
    public async Task<IReadOnlyList<Embedding<float>>> EmbedAsync(
        IEnumerable<string> texts, EmbeddingGemmaPrompt prompt, int? dimensions, CancellationToken cancellationToken)
    {
        List<string> values = [.. texts];
        var embeddings = await Generator.GenerateAsync(values, prompt.ToOptions(dimensions), cancellationToken).ConfigureAwait(false);
        if (embeddings.Count != values.Count)
            throw new InvalidOperationException($"The generator gave {embeddings.Count} embeddings for {values.Count} texts: it must give one for each.");

        if (dimensions is { } asked && embeddings.FirstOrDefault(embedding => embedding.Vector.Length != asked) is { } other)
        {
            throw new InvalidOperationException(
                $"The generator gave a vector of {other.Vector.Length} dimensions where {asked} were asked for: set the vector property's dimensions to what it can give.");
        }

        return embeddings;
    }

    private EmbeddingGemmaPrompt PromptOf(string? title) => UsesTitles ? EmbeddingGemmaPrompt.Document(title) : UntitledPrompt;
}
