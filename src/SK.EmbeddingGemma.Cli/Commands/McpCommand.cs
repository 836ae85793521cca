using System.CommandLine;
using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Gives agents a memory, over the Model Context Protocol.</summary>
internal static class McpCommand
{
    private const string Description = "Gives agents a memory over the Model Context Protocol: remember, recall, forget, index_folder.";

    private const string Details = """
        Speaks the protocol over standard input and output, which an agent's settings start, or over HTTP.
        The store is the one of 'embeddinggemma index' and 'search --store'. Agents can have only folders
        indexed that --root allows. SIGTERM, Ctrl-C and the end of the input end it; nothing is lost.

        Examples:
          embeddinggemma mcp --store memory.db
          embeddinggemma mcp --store memory.db --root docs/ --model gemma-300m
          embeddinggemma mcp --store memory.db --http --port 9000 --api-keys-file keys.txt

        In an agent's settings:
          { "mcpServers": { "memory": { "command": "embeddinggemma", "args": ["mcp", "--store", "memory.db"] } } }
        """;

    public static Command Create(StandardStreams streams, Action<TimeSpan> allowGrace)
    {
        var (options, mcp) = (new CommonOptions(), new McpOptions());
        var command = new DetailedCommand("mcp", Description, Details);
        mcp.AddTo(command);
        command.Add(options.Dimensions);
        options.AddComputing(command);
        options.AddModel(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var settings = McpSettings.Read(mcp, parsed);
            if (settings.Listening is { } listening)
                allowGrace(listening.Grace);
            return RunAsync(settings, CommonSettings.Read(options, parsed), streams, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(McpSettings settings, CommonSettings common, StandardStreams streams, CancellationToken cancellationToken)
    {
        var folders = new AllowedFolders(settings.Roots);
        using var loggers = new ErrorLoggerFactory(streams.Error, common.IsVerbose, common.IsQuiet);
        using var store = OpenedStore.Open(settings.Store, chunkTokens: null, common, streams);
        var tools = new MemoryTools(store.Memory, folders);
        try
        {
            if (settings.Listening is null)
                await McpStreamServer.RunAsync(tools, streams, loggers, cancellationToken);
            else
                await ListenAsync(settings.Listening, tools, loggers, common.IsQuiet, streams, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Success; // a signal is how it ends
        }

        return ExitCodes.Success;
    }

    private static async Task ListenAsync(
        ServeSettings settings, MemoryTools tools, ILoggerFactory loggers, bool isQuiet, StandardStreams streams, CancellationToken cancellationToken)
    {
        await using var app = ServeSettings.Build(() => McpWebServer.Create(settings, tools, loggers));
        await app.StartAsync(cancellationToken);
        if (!isQuiet)
            await streams.Error.WriteLineAsync($"note: listening on {app.Urls.Single()}{McpWebServer.Path}; Ctrl-C stops the server");
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            await app.StopAsync(CancellationToken.None);
        }
    }
}
