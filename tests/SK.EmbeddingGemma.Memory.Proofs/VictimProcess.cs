using System.Diagnostics;

namespace SK.EmbeddingGemma;

/// <summary>A process that writes, and is killed.</summary>
internal sealed class VictimProcess : IDisposable
{
    private readonly Process _process;

    private VictimProcess(Process process) => _process = process;

    /// <summary>Gets whether it has ended by itself.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts one.</summary>
    /// <param name="assembly">The program's file, beside the tests.</param>
    /// <param name="args">Its arguments.</param>
    public static VictimProcess Start(string assembly, params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["exec", Path.Combine(AppContext.BaseDirectory, assembly), .. args])
            start.ArgumentList.Add(argument);
        return new(Process.Start(start)!);
    }

    /// <summary>Kills it after a time, or when it has printed so many lines.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> KillAfterAsync(int lines, TimeSpan delay)
    {
        var printed = new List<string>();
        while (printed.Count < lines && await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            printed.Add(line);
        await Task.Delay(delay, TestContext.Current.CancellationToken);
        _process.Kill();
        printed.Add(await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return string.Join('\n', printed);
    }

    /// <summary>Waits for its end, which must be a good one.</summary>
    public async Task EndAsync()
    {
        var error = await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(_process.ExitCode == 0, error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
