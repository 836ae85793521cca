using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Generation;

/// <summary>
/// The outermost stage of a registered pipeline: writes what a vector depends on into each call's options, so that a cache
/// further in has it in its keys. As thread-safe as the generator it wraps, which it disposes.
/// </summary>
internal sealed class RegisteredDefaultsGenerator(IEmbeddingGenerator<string, Embedding<float>> inner, EmbeddingGemmaOptions options)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
{
    /// <summary>How texts are read where that is not as usual. Nobody reads it back: it is there for the keys.</summary>
    internal const string InputKey = "embeddinggemma.input";

    private readonly CallDefaults _defaults = new(options.Prompt, options.Dimensions);
    private readonly string? _input = DescribeInput(options);

    public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var completed = _defaults.ApplyTo(options);
        completed.ModelId ??= this.GetService<EmbeddingGeneratorMetadata>()?.DefaultModelId;
        if (_input is not null)
            (completed.AdditionalProperties ??= [])[InputKey] = _input;

        return base.GenerateAsync(values, completed, cancellationToken);
    }

    private static string? DescribeInput(EmbeddingGemmaOptions options)
    {
        var settings = new List<string>();
        if (options.MaxTokens is { } maxTokens)
            settings.Add($"max_tokens={maxTokens}");
        if (options.Truncation != EmbeddingGemmaTruncation.Truncate)
            settings.Add($"truncation={options.Truncation}");
        if (!options.MatchSpecialTokens)
            settings.Add("special_tokens=text");

        return settings.Count == 0 ? null : string.Join(';', settings);
    }
}
