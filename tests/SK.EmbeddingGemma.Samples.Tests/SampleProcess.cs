using System.Diagnostics;
using System.Text;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Samples;

/// <summary>A sample in a process of its own, in an empty folder.</summary>
internal sealed class SampleProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _output = new();
    private readonly Process _process;

    private SampleProcess(string sample, string[] args)
    {
        var start = new ProcessStartInfo(BuiltProgram.Host)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = _folder.Path,
        };
        foreach (var argument in (string[])["exec", BuiltProgram.PathOf($"samples/{sample}", sample), .. args])
            start.ArgumentList.Add(argument);
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Gets what was written so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static SampleProcess Start(string sample, params string[] args) => new(sample, args);

    /// <summary>Waits until the sample has ended.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    /// <summary>Waits until a line has been written that begins with a text, and returns what follows.</summary>
    public async Task<string> LineAfterAsync(string beginning)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience && !_process.HasExited; await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            if (Output.Split('\n').FirstOrDefault(line => line.TrimStart().StartsWith(beginning, StringComparison.Ordinal)) is { } line)
                return line.TrimStart()[beginning.Length..].Trim();
        }

        throw new InvalidOperationException($"The sample never wrote '{beginning}'. It wrote: {Output}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _folder.Dispose();
    }

    private void Add(string? line)
    {
        lock (_output)
            _output.Append(line).Append('\n');
    }
}
