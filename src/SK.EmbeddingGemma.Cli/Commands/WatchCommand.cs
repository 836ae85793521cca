using System.CommandLine;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Keeps a store up to date with a folder until it is interrupted.</summary>
internal static class WatchCommand
{
    private const string Description = "Indexes a folder into a store, and again whenever files in it change, until Ctrl-C.";

    private const string Details = """
        Does what 'embeddinggemma index' does, once at the start and then after each change, as soon as
        half a second has passed without another. Writes a line of results for each run in which
        something changed. Ctrl-C ends it; nothing is lost.

        Examples:
          embeddinggemma watch docs/ --store memory.db
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static Command Create(StandardStreams streams)
    {
        var (options, store) = (new CommonOptions(), new StoreOptions());
        var command = new DetailedCommand("watch", Description, Details);
        store.AddTo(command);
        command.Add(options.Dimensions);
        options.AddComputing(command);
        options.AddModel(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(FolderRequest.Read(store, parsed), CommonSettings.Read(options, parsed), streams, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(FolderRequest request, CommonSettings settings, StandardStreams streams, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(request.Folder))
            throw new DirectoryNotFoundException($"There is no folder '{request.Folder}': give the path of one.");
        using var changes = new FolderChanges(request.Folder, Pause, TimeProvider.System); // before the first run, which may take long
        using var store = OpenedStore.Open(request.Store, request.ChunkTokens, settings, streams);
        var progress = settings.IsQuiet ? null : new IndexProgress(streams.Error, TimeProvider.System);
        try
        {
            for (var isFirst = true; ; isFirst = false)
            {
                var result = await store.Memory.IngestFolderAsync(request.Folder, request.ToIngestion(), progress, cancellationToken);
                if (isFirst || result.Stored + result.Forgotten > 0)
                    await WriteAsync(result, streams, cancellationToken);
                await changes.WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Success; // Ctrl-C is how it ends
        }
    }

    private static async Task WriteAsync(IngestionResult result, StandardStreams streams, CancellationToken cancellationToken)
    {
        await using var target = OutputTarget.Open(null, streams);
        var results = ResultWriter<IngestionResult>.Create(IndexReport.Layout, OutputFormat.JsonLines, target, streams);
        results.Add(result);
        await results.CompleteAsync(cancellationToken);
        await target.CommitAsync(cancellationToken);
    }
}
