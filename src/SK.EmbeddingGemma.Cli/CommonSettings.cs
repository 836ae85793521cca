using System.CommandLine;

namespace SK.EmbeddingGemma.Cli;

/// <summary>What the common options of a command line say, checked as far as it goes without a model. Immutable.</summary>
internal sealed record CommonSettings
{
    /// <summary>Gets what --model says, or <see langword="null"/>.</summary>
    public required string? Model { get; init; }

    /// <summary>Gets the number format, or <see langword="null"/> for the model's default.</summary>
    public required EmbeddingGemmaPrecision? Precision { get; init; }

    /// <summary>Gets the most tokens of a text; <see langword="null"/> for the model's limit.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Gets the folder of converted models, or <see langword="null"/> for the default.</summary>
    public required string? CacheDirectory { get; init; }

    /// <summary>Gets whether downloaded weights stay when they are converted.</summary>
    public required bool KeepsDownload { get; init; }

    /// <summary>Gets what computes.</summary>
    public required EmbeddingGemmaExecutionProvider Provider { get; init; }

    /// <summary>Gets which device of it computes, from 0.</summary>
    public required int Device { get; init; }

    /// <summary>Gets the name of the prompt, or <see langword="null"/>.</summary>
    public required string? PromptName { get; init; }

    /// <summary>Gets the text of the prompt, or <see langword="null"/>.</summary>
    public required string? PromptText { get; init; }

    /// <summary>Gets the title of documents, or <see langword="null"/>.</summary>
    public required string? Title { get; init; }

    /// <summary>Gets the length of vectors, in floats; <see langword="null"/> for the model's width.</summary>
    public required int? Dimensions { get; init; }

    /// <summary>Gets the format of the output.</summary>
    public required OutputFormat Format { get; init; }

    /// <summary>Gets the path to read, <c>-</c> for standard input, or <see langword="null"/>.</summary>
    public required string? Input { get; init; }

    /// <summary>Gets the path to write, or <see langword="null"/> for standard output.</summary>
    public required string? Output { get; init; }

    /// <summary>Gets whether notes and warnings are left out.</summary>
    public required bool IsQuiet { get; init; }

    /// <summary>Gets whether to say more.</summary>
    public required bool IsVerbose { get; init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">Two of them contradict each other.</exception>
    public static CommonSettings Read(CommonOptions options, ParseResult parsed)
    {
        var output = parsed.GetValue(options.Output);
        var settings = new CommonSettings
        {
            Model = parsed.GetValue(options.Model),
            Precision = Precisions.Parse(parsed.GetValue(options.Precision)),
            CacheDirectory = parsed.GetValue(options.CacheDirectory),
            KeepsDownload = parsed.GetValue(options.KeepDownload),
            Provider = ExecutionProviders.Parse(parsed.GetValue(options.Provider)),
            Device = parsed.GetValue(options.Device) ?? 0,
            PromptName = parsed.GetValue(options.Prompt),
            PromptText = parsed.GetValue(options.PromptText),
            Title = parsed.GetValue(options.Title),
            Dimensions = parsed.GetValue(options.Dimensions),
            Format = OutputFormats.Parse(parsed.GetValue(options.Format)),
            Input = parsed.GetValue(options.Input),
            Output = output is "-" ? null : output,
            IsQuiet = parsed.GetValue(options.Quiet),
            IsVerbose = parsed.GetValue(options.Verbose),
        };
        settings.Validate();
        return settings;
    }

    private void Validate()
    {
        if (Model is { } model && string.IsNullOrWhiteSpace(model))
            throw new UsageException("--model is empty: give nano, gemma-300m, or the folder or GGUF file of a model.");
        if (CacheDirectory is { } folder && string.IsNullOrWhiteSpace(folder))
            throw new UsageException("--cache-dir is empty: give a folder.");
        if (PromptName is not null && PromptText is not null)
            throw new UsageException("--prompt and --prompt-text exclude each other: give the name or the text of a prompt.");
        if (Input is "")
            throw new UsageException("--input is empty: give a file, or - for standard input.");
        if (Output is "")
            throw new UsageException("--output is empty: give a file, or - for standard output.");
    }
}
