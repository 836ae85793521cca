using System.CommandLine;
using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Removes models from this machine.</summary>
internal static class RemoveCommand
{
    private const string Description = "Removes a downloaded model, and what was converted from it.";

    private const string Details = """
        Of a downloaded model all files are removed that no other revision in the cache of Hugging Face's
        tools uses. Of nano, which comes with the tool, and of a folder of your own, only what was
        converted is removed. --left-over removes what other versions of the tool converted.

        Examples:
          embeddinggemma remove gemma-300m
          embeddinggemma remove path/to/model
          embeddinggemma remove --left-over
        """;

    public static Command Create(StandardStreams streams)
    {
        var options = new CommonOptions();
        var model = new Argument<string?>("MODEL") { Description = "The model: a name, or the folder of one.", Arity = ArgumentArity.ZeroOrOne };
        var leftOver = new Option<bool>("--left-over") { Description = "Removes what other versions of the tool converted." };
        var command = new DetailedCommand("remove", Description, Details) { model, leftOver };
        command.Add(options.CacheDirectory);
        options.AddResults(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(model), parsed.GetValue(leftOver), CommonSettings.Read(options, parsed), streams, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string? name, bool leftOver, CommonSettings settings, StandardStreams streams, CancellationToken cancellationToken)
    {
        if (name is null == !leftOver)
            throw new UsageException("Name either a model or --left-over.");

        await using var target = OutputTarget.Open(settings.Output, streams);
        var results = ResultWriter<ModelRow>.Create(ModelRow.Layout, settings.Format, target, streams);
        var inventory = new ModelInventory(CacheLocation.Locate(settings.CacheDirectory));
        foreach (var row in name is null ? RemoveConverted(null, inventory.LeftOver()) : Remove(ModelChoice.Parse(name), inventory))
            results.Add(row);
        await results.CompleteAsync(cancellationToken);
        await target.CommitAsync(cancellationToken);
        return ExitCodes.Success;
    }

    private static List<ModelRow> Remove(EmbeddingGemmaModel model, ModelInventory inventory)
    {
        var folder = model.Manifest is null ? model.Resolve() : inventory.Find(model);
        var rows = folder is null ? [] : RemoveConverted(model.Name, inventory.ConvertedFrom(Path.TrimEndingDirectorySeparator(folder))).ToList();
        if (model.Manifest is { } manifest)
        {
            var cache = HuggingFaceCache.Locate(HuggingFaceVariables.OfProcess);
            if (DownloadRemoval.Remove(manifest, cache) is > 0 and var freed)
                rows.Add(new(model.Name, "model", "removed", freed, folder ?? cache.Folder));
        }

        return rows;
    }

    private static IEnumerable<ModelRow> RemoveConverted(string? model, IEnumerable<ConvertedFolderInfo> folders) =>
        folders.ToList().Select(folder => new ModelRow(model, $"converted to {folder.Precision}", folder.Remove() ? "removed" : "kept: it is being converted", folder.Bytes, folder.Path));
}
