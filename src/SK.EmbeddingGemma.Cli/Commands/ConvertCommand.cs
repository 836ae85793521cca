using System.CommandLine;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Converts a model ahead of its first use.</summary>
internal static class ConvertCommand
{
    private const string Description = "Converts a model into the form in which it runs, ahead of its first use.";

    private const string Details = """
        A model is converted once, when it is first used, and the result is kept: in the folder of
        --cache-dir, or of the environment variable EMBEDDINGGEMMA_CACHE, or embeddinggemma in the
        system's place for caches. This command does it before: for a container image, say, which then
        holds that folder beside the model. A result that is already there is left as it is.

        Examples:
          embeddinggemma convert
          embeddinggemma convert --model gemma-300m --precision float32
          embeddinggemma convert --model path/to/model --cache-dir /var/cache/embeddinggemma --format json
        """;

    public static Command Create(StandardStreams streams)
    {
        var options = new CommonOptions();
        var command = new DetailedCommand("convert", Description, Details);
        options.AddComputing(command);
        options.AddBasics(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(CommonSettings.Read(options, parsed), streams, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommonSettings settings, StandardStreams streams, CancellationToken cancellationToken)
    {
        using var model = OpenedModel.Open(settings, streams);
        await using var target = OutputTarget.Open(settings.Output, streams);
        var results = ResultWriter<ConversionReport>.Create(ConversionReport.Layout, settings.Format, target, streams);
        var (precision, folder) = model.Convert(cancellationToken);
        results.Add(ConversionReport.Of(model.Model, precision, folder));
        await results.CompleteAsync(cancellationToken);
        await target.CommitAsync(cancellationToken);
        return ExitCodes.Success;
    }
}
