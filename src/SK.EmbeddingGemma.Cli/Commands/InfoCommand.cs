using System.CommandLine;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Describes a model and the machine.</summary>
internal static class InfoCommand
{
    private const string Description = "Describes a model: where it lies, its sizes, its prompts, and what it runs on.";

    private const string Details = """
        Reads no weights, unless --providers is given: that lists what the installed ONNX Runtime can
        compute with, what auto takes, and for each that can be run the least cosine of its vectors with
        the processor's, for a few fixed texts. At least 0.999 is needed for it to be used.

        Examples:
          embeddinggemma info
          embeddinggemma info gemma-300m
          embeddinggemma info path/to/model --format json
          embeddinggemma info --providers
        """;

    public static Command Create(StandardStreams streams)
    {
        var options = new CommonOptions();
        var model = new Argument<string?>("MODEL") { Description = "The model, as --model names it.", Arity = ArgumentArity.ZeroOrOne };
        var providers = new Option<bool>("--providers") { Description = "Lists the execution providers instead, and tries them." };
        var command = new DetailedCommand("info", Description, Details) { model, providers };
        options.AddComputing(command);
        options.AddBasics(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var settings = WithModel(CommonSettings.Read(options, parsed), parsed.GetValue(model));
            return parsed.GetValue(providers)
                ? RunAsync(settings, streams, ProviderRow.Layout, opened => opened.SurveyProviders(cancellationToken).Select(state => new ProviderRow(state)), cancellationToken)
                : RunAsync(settings, streams, ModelReport.Layout, opened => [ModelReport.Of(opened)], cancellationToken);
        });
        return command;
    }

    private static CommonSettings WithModel(CommonSettings settings, string? model) =>
        model is null ? settings
        : settings.Model is null ? settings with { Model = model }
        : throw new UsageException("Name the model once, with --model or without.");

    private static async Task<int> RunAsync<TRow>(
        CommonSettings settings, StandardStreams streams, ResultLayout<TRow> layout, Func<OpenedModel, IEnumerable<TRow>> describe, CancellationToken cancellationToken)
    {
        using var model = OpenedModel.Open(settings, streams);
        await using var target = OutputTarget.Open(settings.Output, streams);
        var results = ResultWriter<TRow>.Create(layout, settings.Format, target, streams);
        foreach (var row in describe(model))
            results.Add(row);
        await results.CompleteAsync(cancellationToken);
        await target.CommitAsync(cancellationToken);
        return ExitCodes.Success;
    }
}
