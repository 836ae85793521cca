using System.CommandLine;
using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Compares the files of a model with what is published of them.</summary>
internal static class VerifyCommand
{
    private const string Description = "Compares the files of a model with their published hashes.";

    private const string Details = """
        Reads all of a downloaded model's files and compares their SHA-256 with the published ones; of
        nano, its content with the version that it is named with. The exit code is 1 where something is
        missing or damaged: remove the model then, and download it again.

        Examples:
          embeddinggemma verify gemma-300m
          embeddinggemma verify nano --format json
        """;

    public static Command Create(StandardStreams streams)
    {
        var options = new CommonOptions();
        var model = new Argument<string>("MODEL") { Description = "The model: nano, gemma-300m or gemma-2." };
        var command = new DetailedCommand("verify", Description, Details) { model };
        options.AddResults(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(ModelChoice.Parse(parsed.GetValue(model)), CommonSettings.Read(options, parsed), streams, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(EmbeddingGemmaModel model, CommonSettings settings, StandardStreams streams, CancellationToken cancellationToken)
    {
        await using var target = OutputTarget.Open(settings.Output, streams);
        var results = ResultWriter<VerificationRow>.Create(VerificationRow.Layout, settings.Format, target, streams);
        var faults = 0;
        foreach (var row in Verify(model, cancellationToken))
        {
            results.Add(row);
            faults += row.IsGood ? 0 : 1;
        }

        await results.CompleteAsync(cancellationToken);
        await target.CommitAsync(cancellationToken);
        return faults == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static IEnumerable<VerificationRow> Verify(EmbeddingGemmaModel model, CancellationToken cancellationToken)
    {
        if (model.Manifest is { } manifest)
        {
            var inventory = new ModelInventory(CacheLocation.Locate(option: null));
            var released = inventory.FindReleased(model);
            var folder = inventory.Find(model) ?? model.Resolve(); // the latter says what is missing
            return FileVerification.Of(manifest, folder, cancellationToken).Select(file => released is not null && file.IsMissing && file.IsWeights
                ? new VerificationRow(file.Path, 0, null, "removed once converted", IsGood: true)
                : new VerificationRow(file.Path, file.Bytes, file.Sha256, file.Fault ?? (file.IsPublished ? "ok" : "no hash is published"), file.Fault is null));
        }

        if (model.Revision is not { } revision)
            throw new UsageException($"Nothing is published of {model} to compare it with: give nano, gemma-300m or gemma-2.");
        var directory = model.Open();
        var found = ModelRevision.Compute(directory);
        return [new(directory.Path, 0, found, found == revision ? "ok" : $"damaged: {revision} is expected", found == revision)];
    }
}
