using System.Diagnostics;
using System.Globalization;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Server;

/// <summary>The command <c>embeddinggemma serve</c> in a process of its own, on a free port.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private static readonly string Tool = BuiltProgram.PathOf("src/SK.EmbeddingGemma.Cli", "embeddinggemma");

    private ServerProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Gets the memory that is in use, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts a server and waits until its model is loaded.</summary>
    public static Task<ServerProcess> StartAsync(params string[] args) => StartWithAsync([], args);

    /// <summary>Starts a server with environment variables and waits until its model is loaded.</summary>
    public static async Task<ServerProcess> StartWithAsync((string Name, string Value)[] variables, params string[] args)
    {
        var start = new ProcessStartInfo(BuiltProgram.Host) { UseShellExecute = false, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", Tool, "serve", "--port", "0", .. args])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        Uri? address = null;
        var told = new List<string>();
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            told.Add(line);
            if (line.Contains("listening on ", StringComparison.Ordinal))
                address = new(line[(line.IndexOf("http", StringComparison.Ordinal))..] + "/");
            if (line.Contains("is loaded", StringComparison.Ordinal))
                return new(process, address!);
        }

        throw new InvalidOperationException($"The server ended before its model was loaded: {string.Join(' ', told)}");
    }

    /// <summary>Asks it to stop, and waits for it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("/bin/kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
