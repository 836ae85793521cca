using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Writes log messages as lines. Thread-safe, as the writer is.</summary>
/// <param name="error">Where to write.</param>
/// <param name="level">The least level that is written.</param>
internal sealed class ErrorLogger(TextWriter error, LogLevel level) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= level && logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // Cut texts are counted over all batches, and said once at the end (TruncationNote).
        if (IsEnabled(logLevel) && eventId.Name is not "TextsTruncated")
            error.WriteLine($"{NameOf(logLevel)}: {CellText.Escape(formatter(state, exception))}");
    }

    private static string NameOf(LogLevel logLevel) => logLevel switch
    {
        LogLevel.Critical or LogLevel.Error => "error",
        LogLevel.Warning => "warning",
        LogLevel.Information => "info",
        _ => "debug",
    };
}
