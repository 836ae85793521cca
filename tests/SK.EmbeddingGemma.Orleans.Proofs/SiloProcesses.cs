using System.Diagnostics;
using System.Globalization;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>Silos of the sample, each a process of its own with one thread for its model.</summary>
internal sealed class SiloProcesses(string clustering, string redis, string postgres, int documents, string cluster = "embeddings-nano") : IDisposable
{
    private readonly List<Process> _processes = [];

    /// <summary>Starts a silo.</summary>
    public void Start()
    {
        var program = RepositoryRoot.PathOf($"samples/Cluster/bin/{Configuration}/net10.0/Cluster.dll");
        string[] arguments =
        [
            program, "silo", "--clustering", clustering, "--redis", redis, "--cluster", cluster, "--threads", "1", "--documents", documents.ToString(CultureInfo.InvariantCulture),
            "--silo-port", Port(), "--gateway-port", Port(), "--Logging:LogLevel:Default", "Error",
        ];
        if (postgres.Length > 0)
            arguments = [.. arguments, "--postgres", postgres];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
    }

    /// <summary>Kills one without notice.</summary>
    public void Kill(int index) => _processes[index].Kill();

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
                process.Kill();
            process.WaitForExit(10_000);
        }
    }

    private static string Configuration =>
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    private static string Port() => ServerProcess.FreePort().ToString(CultureInfo.InvariantCulture);
}
