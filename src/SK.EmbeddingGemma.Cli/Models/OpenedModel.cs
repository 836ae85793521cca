using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Prompts;

namespace SK.EmbeddingGemma.Cli;

/// <summary>The model of a run: its description and tokenizer at once, its weights with the first vector. Not thread-safe.</summary>
internal sealed class OpenedModel : IDisposable
{
    private readonly EmbeddingGemmaGenerator _generator;
    private readonly ModelPrompts _prompts;
    private readonly ErrorLoggerFactory _loggers;

    private OpenedModel(EmbeddingGemmaModel model, CommonSettings settings, ErrorLoggerFactory loggers)
    {
        Model = model;
        Directory = model.Open();
        if (settings.Dimensions > Directory.Dimensions)
        {
            throw new UsageException(
                $"--dimensions is {settings.Dimensions}, but vectors of {model} have {Directory.Dimensions}: give 1 to {Directory.Dimensions}.");
        }

        _loggers = loggers;
        _prompts = new(Directory.Prompts, Directory.DefaultPromptName);
        _generator = new(new EmbeddingGemmaOptions { Model = model, Precision = settings.Precision, Dimensions = settings.Dimensions }, loggers);
        Tokenizer = (EmbeddingGemmaTokenizer)_generator.GetService(typeof(EmbeddingGemmaTokenizer))!;
    }

    /// <summary>Gets the model.</summary>
    public EmbeddingGemmaModel Model { get; }

    /// <summary>Gets what its directory says.</summary>
    public ModelDirectory Directory { get; }

    /// <summary>Gets its tokenizer.</summary>
    public EmbeddingGemmaTokenizer Tokenizer { get; }

    /// <summary>Opens the model that the settings name, and says so on standard error where they name none.</summary>
    /// <exception cref="NotSupportedException">This version cannot run it.</exception>
    /// <exception cref="UsageException">The settings ask for more dimensions than it has.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or asks for what is not supported.</exception>
    public static OpenedModel Open(CommonSettings settings, StandardStreams streams)
    {
        var model = ModelChoice.Parse(settings.Model, settings.IsQuiet, streams);
        var loggers = new ErrorLoggerFactory(streams.Error, settings.IsVerbose, settings.IsQuiet);
        try
        {
            return new(model, settings, loggers);
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
            return settings.Title is { } title ? DocumentPrompt(title) : fallback is null ? _prompts.Default ?? "" : _prompts.Resolve(fallback);

        return settings.Title is { } given ? TitledPrompt(name, given) : NamedPrompt(name);
    }

    /// <summary>Returns the text of the prompt of documents with a title, or without.</summary>
    /// <exception cref="InvalidOperationException">The model's own document prompt has no place for a title.</exception>
    public string DocumentPrompt(string? title) => _prompts.Resolve(EmbeddingGemmaPrompt.Document(title));

    /// <summary>Returns the prompt of a preset with this model.</summary>
    public string TextOf(EmbeddingGemmaPrompt preset) => _prompts.Resolve(preset);

    /// <summary>Tokenizes a text with its prompt, exactly as the model is fed it.</summary>
    /// <param name="input">The text; its own prompt wins, then its title.</param>
    /// <param name="prompt">The prompt of texts that have neither.</param>
    public PromptedTokens Tokenize(InputText input, string prompt)
    {
        var text = input.Prompt ?? (input.Title is { } title ? DocumentPrompt(title) : prompt);
        return new(text, Tokenizer.EncodeForModel(text + input.Text, Directory.MaxTokens));
    }

    /// <summary>Embeds texts, in their order.</summary>
    /// <param name="inputs">The texts.</param>
    /// <param name="prompt">The prompt of texts that have none of their own and no title.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<EmbeddedText>> EmbedAsync(IReadOnlyList<InputText> inputs, string prompt, CancellationToken cancellationToken)
    {
        var tokens = new PromptedTokens[inputs.Count];
        for (var i = 0; i < tokens.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            tokens[i] = Tokenize(inputs[i], prompt);
        }

        // A prompt is text in front of text. Put there here, texts with prompts of their own share a call and its packs.
        var values = tokens.Select((text, i) => text.Prompt + inputs[i].Text);
        var embeddings = await _generator.GenerateAsync(values, EmbeddingGemmaPrompt.Custom("").ToOptions(), cancellationToken);
        return [.. embeddings.Select((embedding, i) => new EmbeddedText(inputs[i], tokens[i], embedding.Vector))];
    }

    public void Dispose()
    {
        _generator.Dispose();
        _loggers.Dispose();
    }

    private string NamedPrompt(string name)
    {
        if (Directory.Prompts.TryGetValue(name, out var own))
            return own;
        if (EmbeddingGemmaPrompt.TryParse(name, out var preset))
            return _prompts.Resolve(preset);

        return _prompts.Find(name) ?? throw new UsageException(
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
