using System.Text.RegularExpressions;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Says on standard error, in one line, what went wrong.</summary>
internal static partial class FailureReport
{
    /// <summary>Writes the line, and the stack trace below it where it is asked for.</summary>
    public static void Write(TextWriter error, Exception failure, string message, bool verbose)
    {
        error.WriteLine($"error: {Line(message)}");
        if (verbose)
            error.WriteLine(failure);
    }

    private static string Line(string message) => CellText.Escape(LineBreaks().Replace(message.Trim(), " "));

    [GeneratedRegex(@"\s*[\r\n]+\s*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LineBreaks();
}
