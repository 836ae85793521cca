using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Tokenizers;
using SK.EmbeddingGemma.Generation;
using SK.EmbeddingGemma.Prompts;

namespace SK.EmbeddingGemma;

/// <summary>Turns texts into vectors with EmbeddingGemma or a model of its architecture.</summary>
/// <remarks>
/// <para>Thread-safe: calls may run at the same time and share one model, which the first of them loads. A load that fails is tried again by the next call.</para>
/// <para>Texts of concurrent calls are computed together. Calls of at most 256 tokens, such as queries, do not wait for longer ones. Any number of calls may be made: they take their turn, and memory stays bounded.</para>
/// <para>Whoever builds a generator disposes it; a container does that for its own. Calls in flight then finish, and the model is released when the last has ended.</para>
/// </remarks>
public sealed class EmbeddingGemmaGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>The key in an embedding's <see cref="Embedding.AdditionalProperties"/> of whether its text was cut: a <see cref="bool"/>.</summary>
    public const string TruncatedKey = "embeddinggemma.truncated";

    /// <summary>The key in an embedding's <see cref="Embedding.AdditionalProperties"/> of the tokens its text had before it was cut, prompt and specials included: an <see cref="int"/>, only where it was.</summary>
    public const string TokenCountKey = "embeddinggemma.token_count";

    /// <summary>The key in a result's <see cref="GeneratedEmbeddings{TEmbedding}.AdditionalProperties"/> of the most tokens of a text that were embedded: an <see cref="int"/>.</summary>
    public const string MaxTokensKey = "embeddinggemma.max_tokens";

    /// <summary>
    /// The key in <see cref="EmbeddingGenerationOptions.AdditionalProperties"/> of whether vectors are brought to length 1: a <see cref="bool"/>. Where it is missing, they are if
    /// the model says so, and whenever they are cut.
    /// </summary>
    public const string NormalizeKey = "embeddinggemma.normalize";

    /// <summary>
    /// The key in <see cref="EmbeddingGenerationOptions.AdditionalProperties"/> of what happens to texts that are too long: an <see cref="EmbeddingGemmaTruncation"/>, or its name.
    /// Where it is missing, <see cref="EmbeddingGemmaOptions.Truncation"/> holds.
    /// </summary>
    public const string TruncationKey = "embeddinggemma.truncation";

    /// <summary>
    /// The name of the <see cref="System.Diagnostics.Metrics.Meter"/> that says how texts are computed, for all generators of the process: the queue's length and wait (<c>embeddinggemma.queue.texts</c>, <c>.wait</c>),
    /// packs (<c>embeddinggemma.pack.duration</c>, <c>.texts</c>, <c>.tokens</c>, <c>.fill</c>), and tokens and cut texts (<c>embeddinggemma.tokens</c>, <c>embeddinggemma.truncations</c>).
    /// </summary>
    public const string MeterName = "SK.EmbeddingGemma";

    private readonly EmbeddingGemmaOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly OnceWarnings _warnings;
    private readonly ModelLoader _loader;
    private readonly ModelHost _host;

    /// <summary>Creates a generator; nothing is loaded before the first call.</summary>
    /// <param name="options">The settings, copied: later changes have no effect.</param>
    /// <param name="loggerFactory">Where to log; <see langword="null"/> for nowhere. Logs hold counts and durations, never texts.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options do not fit their model.</exception>
    public EmbeddingGemmaGenerator(EmbeddingGemmaOptions options, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        EmbeddingGemmaOptionsValidator.ThrowIfUnfit(options);
        _options = options.Copy();
        _time = timeProvider ?? TimeProvider.System;
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<EmbeddingGemmaGenerator>();
        _warnings = new(_logger);
        _loader = new(_options, _logger, _time);
        _host = new(_loader.LoadAsync) { UnloadAfter = _options.UnloadAfter, Unloaded = _loader.Unloaded, Time = _time };
    }

    /// <summary>Embeds texts on the thread pool, in their order.</summary>
    /// <param name="values">The texts, enumerated once, on the caller's thread, before anything else is done.</param>
    /// <param name="options">
    /// The length of the vectors, and the prompt as <see cref="EmbeddingGemmaPrompt.ToOptions"/> gives it; where they name none, the generator's options hold. A model id must be this model's.
    /// </param>
    /// <param name="cancellationToken">Cancels the call: while it waits for the model to load, between texts, and between computations.</param>
    /// <returns>
    /// One embedding for each text; in <see cref="GeneratedEmbeddings{TEmbedding}.Usage"/> the tokens fed, prompts and specials included; and in
    /// <see cref="GeneratedEmbeddings{TEmbedding}.AdditionalProperties"/>, under <see cref="EmbeddingGemmaPrompt.OptionsKey"/>, the prompt that was put in front.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="values"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">A text is <see langword="null"/>, or too long while <see cref="EmbeddingGemmaOptions.Truncation"/> is <see cref="EmbeddingGemmaTruncation.Throw"/>; or the options name another model or hold a prompt that is none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The options ask for more dimensions than the model has.</exception>
    /// <exception cref="InvalidOperationException">The model's own document prompt has no place for the title.</exception>
    /// <exception cref="IOException">The model's files cannot be read, or not be downloaded.</exception>
    /// <exception cref="InvalidDataException">The model's files are damaged, or of another kind; or what a server gave for them is.</exception>
    /// <exception cref="ObjectDisposedException">The generator was disposed before the call.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        using var call = _host.Enter();
        cancellationToken.ThrowIfCancellationRequested();
        var texts = Materialize(values, cancellationToken);
        if (texts.Count == 0)
            return new() { Usage = new() { InputTokenCount = 0, TotalTokenCount = 0 } };

        var prompt = PromptProperties.Read(options);
        var asked = options?.Clone(); // the caller may change them when the call is on its way
        return await Task.Run(
            async () => await EmbedAsync(await call.GetModelAsync(cancellationToken).ConfigureAwait(false), texts, prompt, asked, cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns what is known of the model, or a part of it.</summary>
    /// <param name="serviceType">
    /// <see cref="EmbeddingGeneratorMetadata"/>; <see cref="EmbeddingGemmaTokenizer"/> or <see cref="Tokenizer"/>, which is read without the weights where no call came before, of a model that is on this machine;
    /// <see cref="EmbeddingGemmaSpace"/>, likewise; <see cref="InferenceSession"/>, which is there while the model is loaded; or a type of this generator. What is returned stays the generator's own: it is not to be disposed.
    /// </param>
    /// <param name="serviceKey"><see langword="null"/>: for any other key there is nothing.</param>
    /// <returns>What was asked for, or <see langword="null"/> where there is no such thing, or no longer, since the generator is disposed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="serviceType"/> is <see langword="null"/>.</exception>
    /// <exception cref="IOException">The files of what was asked for cannot be read.</exception>
    /// <exception cref="InvalidDataException">These files are damaged, or of another kind.</exception>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _loader.Describe()
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType == typeof(EmbeddingGemmaTokenizer) || serviceType == typeof(Tokenizer) ? (_host.IsDisposed ? _loader.OpenedFiles : _loader.OpenFiles())?.Tokenizer
            : serviceType == typeof(EmbeddingGemmaSpace) ? (_host.IsDisposed ? null : _loader.OpenSpace())
            : serviceType == typeof(InferenceSession) ? _host.Model?.Engine.Session
            : null;
    }

    /// <summary>Gets whether the model is loaded.</summary>
    internal bool IsLoaded => _host.Model is not null;

    /// <summary>Gets whether the model's files are on this machine; nothing is loaded to know it.</summary>
    internal bool IsPresent => _loader.IsPresent;

    /// <summary>Gets the model's name.</summary>
    internal string ModelName => _options.Model.Name;

    /// <summary>Gets the most dimensions that vectors of the model have; <see langword="null"/> while the model is not on this machine and its name does not tell.</summary>
    internal int? Width => _options.Model.Dimensions ?? (IsPresent ? OpenFiles().Directory.Dimensions : null);

    /// <summary>Gets the most tokens of a text that are embedded; <see langword="null"/> while the model is not on this machine.</summary>
    internal int? MaxTokens => _options.MaxTokens ?? (IsPresent ? OpenFiles().MaxTokens : null);

    /// <summary>Loads the model as the first call would.</summary>
    internal async Task LoadAsync(CancellationToken cancellationToken)
    {
        using var call = _host.Enter();
        await call.GetModelAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tries the execution providers, one after another.</summary>
    internal IEnumerable<Inference.Providers.ProviderState> SurveyProviders(CancellationToken cancellationToken) => _loader.SurveyProviders(cancellationToken);

    /// <summary>Opens what lies beside the model's weights.</summary>
    internal ModelFiles OpenFiles() => _loader.OpenFiles();

    /// <summary>Refuses new calls; the model is released when the calls in flight have ended. Further calls of this method do nothing.</summary>
    public void Dispose() => _host.Dispose();

    private static List<string> Materialize(IEnumerable<string> values, CancellationToken cancellationToken)
    {
        var texts = new List<string>();
        foreach (var value in values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            texts.Add(value ?? throw new ArgumentException($"The text at index {texts.Count} is null: leave it out, or pass an empty text.", nameof(values)));
        }

        return texts;
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> EmbedAsync(
        LoadedModel model, List<string> texts, PromptProperties? prompt, EmbeddingGenerationOptions? options, CancellationToken cancellationToken)
    {
        model.Identity.ThrowIfOther(options);
        var started = _time.GetTimestamp();
        var batch = new EmbeddingBatch(model, texts, PromptText(model.Files.Prompts, prompt))
        {
            Dimensions = DimensionsFor(options, model.Files.Directory.Dimensions),
            Normalizes = NormalizesFor(options),
            Truncation = TruncationFor(options),
            CreatedAt = _time.GetUtcNow(),
        };
        var embeddings = await batch.EmbedAsync(cancellationToken).ConfigureAwait(false);
        GeneratorMetrics.Embedded(batch.TokenCount, batch.TruncatedCount);
        if (batch.TruncatedCount > 0)
            _logger.TextsTruncated(batch.TruncatedCount, texts.Count, model.Files.MaxTokens, batch.LongestTruncated);

        var reach = model.Files.Directory.Config.LocalRadius + 1L;
        if (model.Files.Directory.Onnx is { HasWindow: false } && batch.LongestText > reach)
            _warnings.NoWindow(_options.Model, batch.LongestText, (int)reach);

        _logger.TextsEmbedded(texts.Count, batch.TokenCount, (long)_time.GetElapsedTime(started).TotalMilliseconds);
        return embeddings;
    }

    private string PromptText(ModelPrompts prompts, PromptProperties? asked)
    {
        var text = asked is { } properties ? prompts.Resolve(properties)
            : _options.Prompt is { } prompt ? prompts.Resolve(prompt)
            : prompts.Default;
        if (text is null)
            _warnings.NoPrompt();

        return text ?? "";
    }

    private static bool? NormalizesFor(EmbeddingGenerationOptions? options) =>
        options?.AdditionalProperties?.TryGetValue(NormalizeKey, out var value) is not true ? null
        : value as bool? ?? throw new ArgumentException($"The option '{NormalizeKey}' must be true or false, as a Boolean.", nameof(options));

    private EmbeddingGemmaTruncation TruncationFor(EmbeddingGenerationOptions? options) =>
        options?.AdditionalProperties?.TryGetValue(TruncationKey, out var value) is not true ? _options.Truncation
        : value is EmbeddingGemmaTruncation truncation && Enum.IsDefined(truncation) ? truncation
        : value is string name && Enum.TryParse<EmbeddingGemmaTruncation>(name, ignoreCase: true, out var named) && Enum.IsDefined(named) ? named
        : throw new ArgumentException($"The option '{TruncationKey}' must be one of {string.Join(", ", Enum.GetNames<EmbeddingGemmaTruncation>())}.", nameof(options));

    private int? DimensionsFor(EmbeddingGenerationOptions? options, int width)
    {
        if ((options?.Dimensions ?? _options.Dimensions) is not { } wanted)
            return null;

        if (wanted < 1 || wanted > width)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options),
                wanted,
                string.Create(CultureInfo.InvariantCulture, $"Vectors of {_options.Model} can be cut to 1 to {width} dimensions: choose one of {TrainedSizes.List(_options.Model, width)}, or leave Dimensions unset."));
        }

        if (!TrainedSizes.Contains(_options.Model, width, wanted))
            _warnings.SizeNotTrained(_options.Model, width, wanted);

        return wanted;
    }
}
