using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Generation;

/// <summary>What is logged of compiled tokenizers.</summary>
internal static partial class TokenizerCacheLog
{
    [LoggerMessage(30, LogLevel.Information, "The compiled tokenizer {File} was not used, and the model's own file is read instead: {Reason}")]
    public static partial void CompiledTokenizerNotRead(this ILogger logger, string file, string reason);

    [LoggerMessage(31, LogLevel.Information, "The compiled tokenizer {File} could not be written, so the model's own file is parsed at every start: {Reason}")]
    public static partial void CompiledTokenizerNotWritten(this ILogger logger, string file, string reason);
}
