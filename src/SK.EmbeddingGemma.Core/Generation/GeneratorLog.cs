using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Generation;

/// <summary>What a generator logs: names, counts and durations, never a text, a title or a vector.</summary>
internal static partial class GeneratorLog
{
    [LoggerMessage(1, LogLevel.Information, "Loaded {Model} in {Milliseconds} ms: {Dimensions} dimensions, up to {MaxTokens} tokens.")]
    public static partial void ModelLoaded(this ILogger logger, string model, long milliseconds, int dimensions, int maxTokens);

    [LoggerMessage(2, LogLevel.Debug, "Embedded {Texts} texts of {Tokens} tokens in {Milliseconds} ms.")]
    public static partial void TextsEmbedded(this ILogger logger, int texts, long tokens, long milliseconds);

    [LoggerMessage(3, LogLevel.Warning, "{Truncated} of {Texts} texts were cut to {MaxTokens} tokens, prompt included; the longest has {LongestTokens}. Split long texts, or set Truncation to Throw to refuse them.")]
    public static partial void TextsTruncated(this ILogger logger, int truncated, int texts, int maxTokens, int longestTokens);

    [LoggerMessage(4, LogLevel.Warning, "{Model} is not known to be trained for vectors of {Dimensions} dimensions: better choose one of {Trained}. This is said once for each size.")]
    public static partial void SizeNotTrained(this ILogger logger, string model, int dimensions, string trained);

    [LoggerMessage(5, LogLevel.Warning, "Texts are embedded without a prompt, which costs quality in search: use ForQueries() and ForDocuments(), set a prompt in the options, or say EmbeddingGemmaPrompt.None. This is said once.")]
    public static partial void NoPrompt(this ILogger logger);

    [LoggerMessage(6, LogLevel.Information, "Unloaded {Model}, which nothing was asked of; the next call loads it again.")]
    public static partial void ModelUnloaded(this ILogger logger, string model);

    [LoggerMessage(7, LogLevel.Warning, "A text has {Tokens} tokens, but the ONNX export {Model} lets all tokens of its local layers see one another: vectors of texts of more than {MostTokens} tokens differ from the model's. Take an export with sliding windows, set MaxTokens, or load the model from its weights. This is said once.")]
    public static partial void NoWindow(this ILogger logger, string model, int tokens, int mostTokens);
}
