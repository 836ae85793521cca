using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace SK.EmbeddingGemma.Benchmarks.Processes;

/// <summary>A process that answers a line on its standard input with a line on its standard output. Not thread-safe.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int ErrorCharacters = 2000;

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private ChildProcess(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        start.StandardOutputEncoding = Encoding.UTF8;
        _process = new() { StartInfo = start };
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
                _errors.AppendLine(line.Data);
        };
        try
        {
            _process.Start();
        }
        catch (Win32Exception missing)
        {
            throw new IOException($"'{start.FileName}' cannot be started: {missing.Message} Is it installed, and in the PATH?", missing);
        }

        _process.BeginErrorReadLine();
    }

    /// <summary>Starts a program.</summary>
    /// <exception cref="IOException">There is no such program.</exception>
    public static ChildProcess Start(string file, string folder, params IEnumerable<string> arguments) => new(new(file, arguments) { WorkingDirectory = folder });

    /// <summary>Starts this program with other arguments.</summary>
    public static ChildProcess StartSelf(params IEnumerable<string> arguments) =>
        Start(Environment.ProcessPath!, Environment.CurrentDirectory, IsHosted ? [Assembly.GetEntryAssembly()!.Location, .. arguments] : arguments);

    private static bool IsHosted => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";

    /// <summary>Sends a line and returns the next that comes.</summary>
    public async Task<string> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line).ConfigureAwait(false);
        await _process.StandardInput.FlushAsync().ConfigureAwait(false);
        return await ReadLineAsync().ConfigureAwait(false);
    }

    /// <summary>Returns the next line.</summary>
    /// <exception cref="InvalidOperationException">The process ended; the message has what it wrote on its standard error.</exception>
    public async Task<string> ReadLineAsync()
    {
        if (await _process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
            return line;

        await _process.WaitForExitAsync().ConfigureAwait(false);
        throw new InvalidOperationException($"{Name} ended with code {_process.ExitCode}: {Errors()}");
    }

    /// <summary>Waits for the end and returns the rest of the output.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task<string> FinishAsync()
    {
        _process.StandardInput.Close();
        var output = await _process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await _process.WaitForExitAsync().ConfigureAwait(false);
        return _process.ExitCode == 0 ? output : throw new InvalidOperationException($"{Name} ended with code {_process.ExitCode}: {Errors()}{output}");
    }

    /// <summary>Ends the process where it still runs.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private string Name => $"'{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}'";

    private string Errors()
    {
        lock (_errors)
            return _errors.ToString(0, Math.Min(_errors.Length, ErrorCharacters)); // the message comes before the stack
    }
}
