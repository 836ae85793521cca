using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SK.EmbeddingGemma.Cli;

/// <summary>What a run reads and writes: the process's own streams, or those of a test. UTF-8 without byte order mark.</summary>
internal sealed class StandardStreams : IDisposable
{
    private const int DefaultWidth = 120;

    /// <summary>Gets UTF-8 that reads what is malformed as U+FFFD and writes no byte order mark.</summary>
    public static Encoding Utf8 { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Gets standard input.</summary>
    public required Stream Input { get; init; }

    /// <summary>Gets standard output.</summary>
    public required Stream Output { get; init; }

    /// <summary>Gets standard error, flushed after every write.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Gets whether a person types the input.</summary>
    public bool IsInputTerminal { get; init; }

    /// <summary>Gets whether a person sees the output.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>Gets whether a person sees standard error.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Gets whether the terminal's output may have colours.</summary>
    public bool HasColors { get; init; }

    /// <summary>Gets the terminal's width, in columns.</summary>
    public int Width { get; init; } = DefaultWidth;

    /// <summary>Opens the streams of the process.</summary>
    public static StandardStreams OfProcess()
    {
        var isTerminal = !Console.IsOutputRedirected;
        var isErrorTerminal = !Console.IsErrorRedirected;
        if (isTerminal && OperatingSystem.IsWindows())
            Console.OutputEncoding = Utf8; // elsewhere a terminal takes bytes as they are

        return new()
        {
            Input = Console.OpenStandardInput(),
            Output = OpenOutput(),
            Error = new StreamWriter(Console.OpenStandardError(), Utf8) { AutoFlush = true },
            IsInputTerminal = !Console.IsInputRedirected,
            IsOutputTerminal = isTerminal,
            IsErrorTerminal = isErrorTerminal,
            HasColors = isTerminal && AllowsColors(Environment.GetEnvironmentVariable),
            Width = isTerminal || isErrorTerminal ? TerminalWidth() : DefaultWidth,
        };
    }

    /// <summary>Tells whether the environment lets a terminal have colours: NO_COLOR is empty or not set, and TERM is not dumb.</summary>
    public static bool AllowsColors(Func<string, string?> environment) =>
        string.IsNullOrEmpty(environment("NO_COLOR")) && !string.Equals(environment("TERM"), "dumb", StringComparison.Ordinal);

    public void Dispose()
    {
        Output.Dispose();
        Error.Dispose();
        // Input stays open: a thread may still wait in a read, and closing would wait for it.
    }

    // The console's stream takes a closed pipe for success, so that a run would compute to its end for nobody. Files do need
    // the console's stream: it writes where the descriptor stands, which other processes may share.
    private static Stream OpenOutput()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
            return Console.OpenStandardOutput();

        var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        if (!pipe.CanSeek)
            return pipe;

        pipe.Dispose();
        return Console.OpenStandardOutput();
    }

    private static int TerminalWidth()
    {
        var width = Console.WindowWidth;
        return width > 0 ? width : DefaultWidth; // terminals without a size say 0
    }
}
