using System.Diagnostics;

namespace SK.EmbeddingGemma.TestSupport;

/// <summary>A PostgreSQL of a test's own: a fresh cluster in a temporary folder, on a loopback port. Debian's packages put it where it is looked for.</summary>
public sealed class PostgresServer : IDisposable
{
    /// <summary>Why a test that needs it is skipped.</summary>
    public const string SkipReason = "PostgreSQL's server programs are not on this machine: install Debian's package 'postgresql'.";

    private readonly TemporaryFolder _folder;
    private readonly ServerProcess _server;

    private PostgresServer(TemporaryFolder folder, ServerProcess server, int port)
    {
        (_folder, _server) = (folder, server);
        ConnectionString = FormattableString.Invariant($"Host=127.0.0.1;Port={port};Username=test;Database=postgres;Timeout=30");
    }

    /// <summary>Gets how to reach it.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts one; <see langword="null"/> where the programs are missing.</summary>
    public static PostgresServer? TryStart()
    {
        if (FindPrograms() is not { } programs)
            return null;

        var folder = new TemporaryFolder();
        var data = folder.PathOf("data");
        string[] prefix = [];
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL refuses to run as root.
            Run("chown", ["postgres", folder.Path]);
            prefix = ["runuser", "-u", "postgres", "--"];
        }

        Run([.. prefix, Path.Combine(programs, "initdb"), "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
        var port = ServerProcess.FreePort();
        string[] command =
        [
            .. prefix, Path.Combine(programs, "postgres"), "-D", data, "-p", FormattableString.Invariant($"{port}"), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "shared_buffers=64MB", "-c", "max_connections=200",
        ];
        var server = ServerProcess.Start(command[0], command[1..]);
        server.WaitForPort(port);
        return new(folder, server, port);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server.Dispose();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                _folder.Dispose();
                return;
            }
            catch (IOException) when (attempt < 50)
            {
                // its own processes notice that the first has gone, and write until then
                Thread.Sleep(100);
            }
        }
    }

    private static string? FindPrograms()
    {
        const string Debian = "/usr/lib/postgresql";
        string?[] folders =
        [
            .. Directory.Exists(Debian) ? Directory.GetDirectories(Debian).OrderDescending(StringComparer.Ordinal).Select(static version => Path.Combine(version, "bin")) : [],
            Path.GetDirectoryName(ServerProcess.Find("initdb")),
        ];
        return folders.FirstOrDefault(static folder => folder is not null && File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    private static void Run(params string[] command) => Run(command[0], command[1..]);

    private static void Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {error}{output.Result}");
    }
}
