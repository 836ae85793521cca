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
          embeddinggemma info gemma-300m
          embeddinggemma info path/to/model --format json
        """;

    public static Command Create(StandardStreams streams)
    {
        var options = new CommonOptions();
        var model = new Argument<string?>("MODEL") { Description = "The model, as --model names it.", Arity = ArgumentArity.ZeroOrOne };
        var command = new DetailedCommand("info", Description, Details) { model };
        options.AddComputing(command);
        options.AddBasics(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(WithModel(CommonSettings.Read(options, parsed), parsed.GetValue(model)), streams, cancellationToken));
        return command;
    }

    private static CommonSettings WithModel(CommonSettings settings, string? model) =>
        model is null ? settings
        : settings.Model is null ? settings with { Model = model }
        : throw new UsageException("Name the model once, with --model or without.");

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
