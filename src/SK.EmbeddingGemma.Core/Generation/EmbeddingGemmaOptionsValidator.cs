using System.Globalization;
using Microsoft.Extensions.Options;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Generation;

/// <summary>Checks options against what is known of their model. Thread-safe.</summary>
internal sealed class EmbeddingGemmaOptionsValidator : IValidateOptions<EmbeddingGemmaOptions>
{
    public ValidateOptionsResult Validate(string? name, EmbeddingGemmaOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Dimensions(options, options.Model.Dimensions) is { } fault ? ValidateOptionsResult.Fail(fault) : ValidateOptionsResult.Success;
    }

    /// <summary>Throws where the options do not fit what is known of the model before it is opened.</summary>
    /// <exception cref="OptionsValidationException">They do not.</exception>
    public static void ThrowIfUnfit(EmbeddingGemmaOptions options) => ThrowIfAny(Dimensions(options, options.Model.Dimensions));

    /// <summary>Throws where the options do not fit the model's directory.</summary>
    /// <exception cref="OptionsValidationException">They do not.</exception>
    public static void ThrowIfUnfit(EmbeddingGemmaOptions options, ModelDirectory directory) =>
        ThrowIfAny(Dimensions(options, directory.Dimensions), MaxTokens(options, directory.MaxTokens), Precision(options, directory), Provider(options, directory));

    private static void ThrowIfAny(params IEnumerable<string?> faults)
    {
        var found = faults.OfType<string>().ToList();
        if (found.Count > 0)
            throw new OptionsValidationException(Options.DefaultName, typeof(EmbeddingGemmaOptions), found);
    }

    private static string? Dimensions(EmbeddingGemmaOptions options, int? width) =>
        options.Dimensions > width
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Dimensions is {options.Dimensions}, but vectors of {options.Model} can be cut to 1 to {width}: choose one of {TrainedSizes.List(options.Model, width.Value)}, or leave it unset.")
            : null;

    private static string? Precision(EmbeddingGemmaOptions options, ModelDirectory directory) =>
        options.Precision is { } precision && directory.Onnx is not null
            ? $"Precision is {precision}, but {options.Model} is an ONNX export, which computes in the format it was exported in: leave it unset, and choose another export."
            : options.Precision is EmbeddingGemmaPrecision.Int4 && directory.Config.Second is not null
            ? $"Precision is Int4, but {options.Model} is an EmbeddingGemma 2, which is computed in Float32 or Int8: take Int8."
            : null;

    private static string? Provider(EmbeddingGemmaOptions options, ModelDirectory directory) =>
        options.Precision is { } precision and not EmbeddingGemmaPrecision.Float32 && options.ProviderFor(directory) is var provider and not EmbeddingGemmaExecutionProvider.Cpu
            ? $"Precision is {precision}, but {provider} computes in Float32: leave it unset, or let ExecutionProvider be Cpu."
            : null;

    private static string? MaxTokens(EmbeddingGemmaOptions options, int maxTokens) =>
        options.MaxTokens > maxTokens
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"MaxTokens is {options.MaxTokens}, but {options.Model} takes at most {maxTokens}: choose {EmbeddingGemmaOptions.FewestTokens} to {maxTokens}, or leave it unset.")
            : null;
}
