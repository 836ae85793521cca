using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using SK.EmbeddingGemma.Generation;
using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Inference.Providers;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Cli;

/// <summary>The model of a run: its description at once, its tokenizer and weights when they are needed. Not thread-safe.</summary>
internal sealed class OpenedModel : IDisposable
{
    private readonly EmbeddingGemmaOptions _options;
    private readonly EmbeddingGemmaGenerator _generator;
    private readonly ModelFiles _files;
    private readonly int? _dimensions;
    private readonly ErrorLoggerFactory _loggers;

    private OpenedModel(EmbeddingGemmaOptions options, CommonSettings settings, ErrorLoggerFactory loggers)
    {
        _options = options;
        _loggers = loggers;
        _generator = new(options, loggers);
        _files = _generator.OpenFiles();
        _dimensions = settings.Dimensions;
        if (settings.Dimensions > Directory.Dimensions)
        {
            throw new UsageException(
                $"--dimensions is {settings.Dimensions}, but vectors of {Model} have {Directory.Dimensions}: give 1 to {Directory.Dimensions}.");
        }
    }

    /// <summary>Gets the model.</summary>
    public EmbeddingGemmaModel Model => _options.Model;

    /// <summary>Gets what embeds texts. It is disposed with this.</summary>
    public EmbeddingGemmaGenerator Generator => _generator;

    /// <summary>Gets what its directory says.</summary>
    public ModelDirectory Directory => _files.Directory;

    /// <summary>Gets the number format it computes in; <see langword="null"/> for an ONNX export, which has its own.</summary>
    public EmbeddingGemmaPrecision? Precision => _options.PrecisionIn(Directory);

    /// <summary>Gets the space of its vectors.</summary>
    public EmbeddingGemmaSpace Space => _generator.GetService<EmbeddingGemmaSpace>()!;

    /// <summary>Gets where it is kept when it is converted.</summary>
    public CacheLocation Cache => CacheLocation.Locate(_options.CacheDirectory);

    /// <summary>Gets its tokenizer.</summary>
    public EmbeddingGemmaTokenizer Tokenizer => _files.Tokenizer;

    /// <summary>Opens the model that the settings name, and says so on standard error where they name none.</summary>
    /// <exception cref="NotSupportedException">This version cannot run it.</exception>
    /// <exception cref="UsageException">The settings ask for more dimensions than it has.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or asks for what is not supported.</exception>
    public static OpenedModel Open(CommonSettings settings, StandardStreams streams)
    {
        var options = new EmbeddingGemmaOptions
        {
            Model = ModelChoice.Parse(settings.Model, settings.IsQuiet, streams),
            Precision = settings.Precision,
            MaxTokens = settings.MaxTokens,
            CacheDirectory = settings.CacheDirectory,
            KeepDownload = settings.KeepsDownload,
            ExecutionProvider = settings.Provider,
            ExecutionDevice = settings.Device,
        };
        options.ConversionProgress = settings.IsQuiet ? null : Progress(options, streams);
        var loggers = new ErrorLoggerFactory(streams.Error, settings.IsVerbose, settings.IsQuiet);
        try
        {
            return new(options, settings, loggers);
        }
        catch
        {
            loggers.Dispose();
            throw;
        }
    }

    /// <summary>Returns the text of the prompt that the settings ask for, or of another where they ask for none.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="fallback">The prompt where neither option nor title says otherwise; <see langword="null"/> for the model's own default, which is mostly none.</param>
    /// <exception cref="UsageException">The model knows no such prompt, or a title stands beside a prompt that has none.</exception>
    public string PromptFor(CommonSettings settings, EmbeddingGemmaPrompt? fallback)
    {
        if (settings.PromptText is { } text)
        {
            return settings.Title is null
                ? text
                : throw new UsageException("--title and --prompt-text exclude each other: write the title into the prompt, or leave it out.");
        }

        if (settings.PromptName is not { } name)
            return settings.Title is { } title ? DocumentPrompt(title) : fallback is null ? _files.Prompts.Default ?? "" : _files.Prompts.Resolve(fallback);

        return settings.Title is { } given ? TitledPrompt(name, given) : NamedPrompt(name);
    }

    /// <summary>Returns the text of the prompt of documents with a title, or without.</summary>
    /// <exception cref="InvalidOperationException">The model's own document prompt has no place for a title.</exception>
    public string DocumentPrompt(string? title) => _files.Prompts.Resolve(EmbeddingGemmaPrompt.Document(title));

    /// <summary>Returns the prompt of a preset with this model.</summary>
    public string TextOf(EmbeddingGemmaPrompt preset) => _files.Prompts.Resolve(preset);

    /// <summary>Tokenizes a text with its prompt, exactly as the model is fed it.</summary>
    /// <param name="input">The text; its own prompt wins, then its title.</param>
    /// <param name="prompt">The prompt of texts that have neither.</param>
    public PromptedTokens Tokenize(InputText input, string prompt)
    {
        var text = PromptOf(input, prompt);
        return new(text, Tokenizer.EncodeForModel(text + input.Text, Directory.MaxTokens));
    }

    /// <summary>Converts the model where that was not done yet.</summary>
    /// <returns>The number format, and the folder of the result.</returns>
    /// <exception cref="UsageException">The model is an ONNX export, which is run as it is.</exception>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    public (EmbeddingGemmaPrecision Precision, string Folder) Convert(CancellationToken cancellationToken)
    {
        if (Precision is not { } precision)
            throw new UsageException($"{Model} is an ONNX export, which is run as it is: there is nothing to convert.");
        // Whoever converts ahead of time wants the cache and nothing in its stead.
        var cache = new ModelCache(Cache with { IsNamed = true }, _loggers.CreateLogger<ModelCache>());
        using var converted = cache.Open(Directory, precision, _options.ConversionProgress, cancellationToken);
        if (converted.ConvertedFrom is { } hash && !_options.KeepDownload && Model.Manifest is { } manifest)
            new SourceRelease(new ReleasedSources(Cache.Folder), _loggers.CreateLogger<SourceRelease>()).Release(manifest, Directory, hash);
        return (precision, converted.Folder);
    }

    /// <summary>Tries every provider of the installed ONNX Runtime.</summary>
    public IEnumerable<ProviderState> SurveyProviders(CancellationToken cancellationToken) => _generator.SurveyProviders(cancellationToken);

    /// <summary>Embeds texts, in their order.</summary>
    /// <param name="inputs">The texts.</param>
    /// <param name="prompt">The prompt of texts that have none of their own and no title.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<EmbeddedText>> EmbedAsync(IReadOnlyList<InputText> inputs, string prompt, CancellationToken cancellationToken)
    {
        // A prompt is text in front of text. Put there here, texts with prompts of their own share a call and its packs.
        var embedding = _generator.GenerateAsync(
            inputs.Select(input => PromptOf(input, prompt) + input.Text), EmbeddingGemmaPrompt.Custom("").ToOptions(_dimensions), cancellationToken);
        var tokenizing = Task.Run(() => Tokenize(inputs, prompt, cancellationToken), cancellationToken); // meanwhile
        await Task.WhenAll(embedding, tokenizing);
        var (embeddings, tokens) = (await embedding, await tokenizing);
        return [.. embeddings.Select((vector, i) => new EmbeddedText(inputs[i], tokens[i], vector.Vector))];
    }

    public void Dispose()
    {
        _generator.Dispose();
        (_options.ConversionProgress as IDisposable)?.Dispose();
        _loggers.Dispose();
    }

    private PromptedTokens[] Tokenize(IReadOnlyList<InputText> inputs, string prompt, CancellationToken cancellationToken)
    {
        var tokens = new PromptedTokens[inputs.Count];
        for (var i = 0; i < tokens.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            tokens[i] = Tokenize(inputs[i], prompt);
        }

        return tokens;
    }

    private string PromptOf(InputText input, string prompt) => input.Prompt ?? (input.Title is { } title ? DocumentPrompt(title) : prompt);

    private static IProgress<EmbeddingGemmaConversionProgress> Progress(EmbeddingGemmaOptions options, StandardStreams streams)
    {
        var precision = options.KnownPrecision is { } known ? $" to {ModelIdentity.NameOf(known)}" : "";
        var activity = $"converting {CellText.Escape(options.Model.Name)}{precision}, which is done once";
        return streams.IsErrorTerminal
            ? new ConversionBar(activity, streams.Error, streams.Width)
            : new ConversionLines(activity, streams.Error, TimeProvider.System);
    }

    private string NamedPrompt(string name)
    {
        if (Directory.Prompts.TryGetValue(name, out var own))
            return own;
        if (EmbeddingGemmaPrompt.TryParse(name, out var preset))
            return _files.Prompts.Resolve(preset);

        return _files.Prompts.Find(name) ?? throw new UsageException(
            $"'{name}' is no prompt of {Model}: choose {string.Join(", ", PromptNames)}, or give its text with --prompt-text.");
    }

    private string TitledPrompt(string name, string title) =>
        string.Equals(name, EmbeddingGemmaPrompt.Document().Name, StringComparison.OrdinalIgnoreCase)
            ? DocumentPrompt(title)
            : throw new UsageException($"--title is for documents, but --prompt is '{name}': leave one of the two out, or use --prompt document.");

    private IEnumerable<string> PromptNames =>
        EmbeddingGemmaPrompt.Presets.Select(preset => preset.Name!)
            .Concat(Directory.Prompts.Keys.Order(StringComparer.Ordinal))
            .Distinct(StringComparer.Ordinal);
}
