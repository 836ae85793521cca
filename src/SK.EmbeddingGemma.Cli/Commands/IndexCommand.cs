using System.CommandLine;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Brings a store up to date with a folder.</summary>
internal static class IndexCommand
{
    private const string Description = "Indexes the files of a folder into a store, to search them later.";

    private const string Details = """
        Text, Markdown, source code, HTML and PDF files are divided into chunks and embedded. Files whose
        text has not changed are skipped, files that are gone are forgotten. A run that was interrupted
        goes on where it was.

        Examples:
          embeddinggemma index docs/ --store memory.db
          embeddinggemma index src/ --store memory.db --include "**/*.cs" --exclude "**/*.g.cs"
          embeddinggemma search --store memory.db "how are retries configured?"
        """;

    public static Command Create(StandardStreams streams)
    {
        var (options, store) = (new CommonOptions(), new StoreOptions());
        var command = new DetailedCommand("index", Description, Details);
        store.AddTo(command);
        command.Add(options.Dimensions);
        options.AddComputing(command);
        options.AddBasics(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(FolderRequest.Read(store, parsed), CommonSettings.Read(options, parsed), streams, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(FolderRequest request, CommonSettings settings, StandardStreams streams, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(request.Folder))
            throw new DirectoryNotFoundException($"There is no folder '{request.Folder}': give the path of one.");
        await using var target = OutputTarget.Open(settings.Output, streams);
        using var store = OpenedStore.Open(request.Store, request.ChunkTokens, settings, streams);
        var progress = settings.IsQuiet ? null : new IndexProgress(streams.Error, TimeProvider.System);
        var result = await store.Memory.IngestFolderAsync(request.Folder, request.ToIngestion(), progress, cancellationToken);
        if (!settings.IsQuiet)
        {
            foreach (var file in result.Skipped.Where(file => file.Reason is not (SkipReason.Binary or SkipReason.Empty)))
                await streams.Error.WriteLineAsync($"warning: left out {CellText.Escape(file.Source)}: {file.Reason}");
        }

        var results = ResultWriter<IngestionResult>.Create(IndexReport.Layout, settings.Format, target, streams);
        results.Add(result);
        await results.CompleteAsync(cancellationToken);
        await target.CommitAsync(cancellationToken);
        return ExitCodes.Success;
    }
}
