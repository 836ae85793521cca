using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SK.EmbeddingGemma.TestSupport;

/// <summary>A server program that a test starts on a loopback port of its own, and kills when it is disposed.</summary>
public sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    /// <summary>Starts a program whose output is thrown away.</summary>
    public static ServerProcess Start(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var process = Process.Start(start)!;
        var server = new ServerProcess(process);
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
        return server;
    }

    /// <summary>Gets whether it still runs.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>Returns a port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Finds a program on the path.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Waits until somebody accepts connections on a port.</summary>
    /// <exception cref="TimeoutException">Nobody did in half a minute, or the program has ended.</exception>
    public void WaitForPort(int port)
    {
        for (var attempt = 0; attempt < 300 && IsRunning; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                client.Connect(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                Task.Delay(100).Wait();
            }
        }

        throw new TimeoutException($"The server does not answer on port {port}{(IsRunning ? "" : ": it has ended")}.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(10_000);
        }
        catch (InvalidOperationException)
        {
            // it has ended, or was disposed before
        }

        _process.Dispose();
    }
}
