using System.CommandLine;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Describes a model and the machine.</summary>
internal static class InfoCommand
{
    private const string Description = "Describes a model: where it lies, its sizes, its prompts, and what it runs on.";

    private const string Details = """
        Reads no weights.

        Examples:
          embeddinggemma info
          embeddinggemma info --model path/to/model --format json
        """;

    public static Command Create(StandardStreams streams)
    {
        var options = new CommonOptions();
        var command = new DetailedCommand("info", Description, Details);
        options.AddComputing(command);
        options.AddBasics(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(CommonSettings.Read(options, parsed), streams, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommonSettings settings, StandardStreams streams, CancellationToken cancellationToken)
    {
        using var model = OpenedModel.Open(settings, streams);
        await using var target = OutputTarget.Open(settings.Output, streams);
        var results = ResultWriter<ModelReport>.Create(ModelReport.Layout, settings.Format, target, streams);
        results.Add(ModelReport.Of(model));
        await results.CompleteAsync(cancellationToken);
        await target.CommitAsync(cancellationToken);
        return ExitCodes.Success;
    }
}
