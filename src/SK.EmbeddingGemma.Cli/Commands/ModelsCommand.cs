using System.CommandLine;
using SK.EmbeddingGemma.Graphs;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Lists the models on this machine.</summary>
internal static class ModelsCommand
{
    private const string Description = "Lists the models with a name and what was converted, with sizes and places.";

    private const string Details = """
        Downloaded models lie in the cache of Hugging Face's tools, which share it (HF_HUB_CACHE, HF_HOME);
        converted ones in the folder of --cache-dir, of the environment variable EMBEDDINGGEMMA_CACHE, or
        embeddinggemma in the system's place for caches. 'embeddinggemma remove' makes room.

        Examples:
          embeddinggemma models
          embeddinggemma models --format json
        """;

    public static Command Create(StandardStreams streams)
    {
        var options = new CommonOptions();
        var command = new DetailedCommand("models", Description, Details);
        command.Add(options.CacheDirectory);
        options.AddResults(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(CommonSettings.Read(options, parsed), streams, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommonSettings settings, StandardStreams streams, CancellationToken cancellationToken)
    {
        await using var target = OutputTarget.Open(settings.Output, streams);
        var results = ResultWriter<ModelRow>.Create(ModelRow.Layout, settings.Format, target, streams);
        foreach (var row in new ModelInventory(CacheLocation.Locate(settings.CacheDirectory)).List())
            results.Add(row);
        await results.CompleteAsync(cancellationToken);
        await target.CommitAsync(cancellationToken);
        return ExitCodes.Success;
    }
}
