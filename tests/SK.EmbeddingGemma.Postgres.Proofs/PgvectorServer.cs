using System.Diagnostics;
using System.Globalization;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>PostgreSQL with pgvector from npm, installed once into the project's obj folder, and started on a loopback port with a database in memory.</summary>
internal sealed class PgvectorServer : IDisposable
{
    private static readonly string Folder = RepositoryRoot.PathOf("tests/SK.EmbeddingGemma.Postgres.Proofs/obj/npm");

    private readonly ServerProcess _process;

    private PgvectorServer(ServerProcess process, int port)
    {
        _process = process;
        ConnectionString = string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=postgres;Password=postgres;Database=postgres;SSL Mode=Disable;Timeout=60;Command Timeout=120");
    }

    /// <summary>Gets how to reach it.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts one.</summary>
    public static async Task<PgvectorServer> StartAsync()
    {
        await InstallAsync();
        var port = ServerProcess.FreePort();

        // One session, which all connections take turns with, transaction by transaction.
        var process = ServerProcess.Start(
            "node", Path.Combine(Folder, "node_modules/@electric-sql/pglite-socket/dist/scripts/server.js"), "--port", port.ToString(CultureInfo.InvariantCulture),
            "--extensions", "@electric-sql/pglite-pgvector:vector", "--max-connections", "200");
        process.WaitForPort(port);
        return new(process, port);
    }

    public void Dispose() => _process.Dispose();

    private static async Task InstallAsync()
    {
        Directory.CreateDirectory(Folder);
        var wanted = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Npm", "package.json"));
        var marker = Path.Combine(Folder, "installed.json");
        if (File.Exists(marker) && await File.ReadAllTextAsync(marker) == wanted)
            return;

        await File.WriteAllTextAsync(Path.Combine(Folder, "package.json"), wanted);
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"])
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using var npm = Process.Start(start)!;
        var error = await npm.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await npm.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(npm.ExitCode == 0, error);
        await File.WriteAllTextAsync(marker, wanted);
    }
}
