using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Gives loggers that write to standard error: warnings, and everything down to debug where it is asked for.</summary>
/// <param name="error">Where to write.</param>
/// <param name="isVerbose">Whether to write more than warnings.</param>
/// <param name="isQuiet">Whether to leave out warnings.</param>
internal sealed class ErrorLoggerFactory(TextWriter error, bool isVerbose, bool isQuiet) : ILoggerFactory
{
    private readonly TextWriter _error = TextWriter.Synchronized(error);

    public ILogger CreateLogger(string categoryName) =>
        new ErrorLogger(_error, isVerbose ? LogLevel.Debug : isQuiet ? LogLevel.Error : LogLevel.Warning);

    // Loggers go here and nowhere else.
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Log messages of the command line go to standard error only.");

    public void Dispose()
    {
        // The writer is the process's.
    }
}
