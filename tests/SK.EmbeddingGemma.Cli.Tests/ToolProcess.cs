using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Cli;

/// <summary>The tool in a process of its own, for what only a process has: pipes, signals and descriptors.</summary>
internal sealed class ToolProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ToolProcess(Process process) => _process = process;

    public Stream Input => _process.StandardInput.BaseStream;

    public StreamReader Output => _process.StandardOutput;

    /// <summary>Gets standard error, for who does not wait for the end.</summary>
    public StreamReader Error => _process.StandardError;

    /// <summary>Gets whether signals and shells are as on Unix.</summary>
    public static bool IsUnix => !OperatingSystem.IsWindows();

    /// <summary>Gets whether processes that this one starts ignore interrupts from the start.</summary>
    public static bool InheritsIgnoredInterrupts { get; } = OperatingSystem.IsLinux() && HasIgnoredInterrupts();

    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "embeddinggemma.dll");

    public static ToolProcess Start(params string[] args) => Start(BuiltProgram.Host, ["exec", Path, .. args]);

    /// <summary>Runs the tool with a cache of converted models of its own.</summary>
    public static ToolProcess StartWithCache(string cache, params string[] args) => StartWith([("EMBEDDINGGEMMA_CACHE", cache)], args);

    /// <summary>Runs the tool with environment variables.</summary>
    public static ToolProcess StartWith((string Name, string Value)[] variables, params string[] args) => Start(BuiltProgram.Host, ["exec", Path, .. args], variables);

    /// <summary>Runs a shell line in which <c>$TOOL</c> is the tool.</summary>
    public static ToolProcess Shell(string line) => Start("/bin/bash", ["-c", $"TOOL='{BuiltProgram.Host} exec {Path}'; {line}"]);

    public bool HasExited => _process.HasExited;

    /// <summary>Ends the process at once, without a chance to clear up, and waits for it.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("/bin/kill", [$"-{name}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async Task<(int ExitCode, string Error)> EndAsync()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        var error = await _process.StandardError.ReadToEndAsync(timeout.Token);
        await _process.WaitForExitAsync(timeout.Token);
        return (_process.ExitCode, error);
    }

    public void Dispose()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception ended) when (ended is InvalidOperationException or Win32Exception)
        {
            _process.Refresh(); // it has ended, as it should
        }

        _process.Dispose();
    }

    private static ToolProcess Start(string file, IEnumerable<string> args, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(file, args)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false),
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    // .NET itself handles the signal once it was asked to; what was inherited shows in a process without .NET.
    private static bool HasIgnoredInterrupts()
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/cat", ["/proc/self/status"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var mask = shell.StandardOutput.ReadToEnd().Split('\n').Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))["SigIgn:".Length..].Trim();
        return (Convert.ToUInt64(mask, 16) & 0b10) != 0; // the second signal
    }
}
