namespace SK.EmbeddingGemma.TestSupport;

/// <summary>A Redis of a test's own, in memory, on a loopback port. Debian's package puts it where it is looked for.</summary>
public sealed class RedisServer : IDisposable
{
    /// <summary>Why a test that needs it is skipped.</summary>
    public const string SkipReason = "Redis' server program is not on this machine: install Debian's package 'redis-server'.";

    private readonly TemporaryFolder _folder;
    private readonly ServerProcess _server;

    private RedisServer(TemporaryFolder folder, ServerProcess server, int port)
    {
        (_folder, _server) = (folder, server);
        ConnectionString = FormattableString.Invariant($"127.0.0.1:{port}");
    }

    /// <summary>Gets how to reach it.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts one; <see langword="null"/> where the program is missing.</summary>
    public static RedisServer? TryStart()
    {
        if (ServerProcess.Find("redis-server") is not { } program)
            return null;

        var (folder, port) = (new TemporaryFolder(), ServerProcess.FreePort());
        var server = ServerProcess.Start(program, "--port", FormattableString.Invariant($"{port}"), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder.Path);
        server.WaitForPort(port);
        return new(folder, server, port);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }
}
