using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Brings a model to this machine.</summary>
internal static class DownloadCommand
{
    private const string Description = "Downloads a model into the cache that Hugging Face's tools share.";

    private const string Details = """
        Takes gemma-300m from the gated original where there is a token (HF_TOKEN, or the file of Hugging
        Face's tools), else from the public copy, and accepts it by its SHA-256 alone; of gemma-2 only
        the text tower. A broken download goes on where it stopped. HF_ENDPOINT names a mirror,
        HF_HUB_CACHE or HF_HOME another cache, HF_HUB_OFFLINE=1 forbids requests.

        --manifest downloads another model: a JSON file with name, licence, licence_url, repository,
        revision, and files, each with path, bytes and sha256. Use its folder, which is printed, as --model.

        Examples:
          embeddinggemma download gemma-300m
          embeddinggemma download gemma-2 --format json
          embeddinggemma download --manifest our-model.json
        """;

    public static Command Create(StandardStreams streams)
    {
        var options = new CommonOptions();
        var model = new Argument<string?>("MODEL") { Description = "The model: gemma-300m or gemma-2.", Arity = ArgumentArity.ZeroOrOne };
        var manifest = new Option<string?>("--manifest") { HelpName = "FILE", Description = "The description of another model." };
        var command = new DetailedCommand("download", Description, Details) { model, manifest };
        options.AddResults(command);
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(Manifest(parsed.GetValue(model), parsed.GetValue(manifest)), CommonSettings.Read(options, parsed), streams, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ModelManifest manifest, CommonSettings settings, StandardStreams streams, CancellationToken cancellationToken)
    {
        using var loggers = new ErrorLoggerFactory(streams.Error, settings.IsVerbose, settings.IsQuiet);
        await using var target = OutputTarget.Open(settings.Output, streams);
        var hub = HubSettings.Read(HuggingFaceVariables.OfProcess, token: null);
        if (!settings.IsQuiet && ModelSnapshot.TryFind(manifest, hub.Cache) is null)
            await streams.Error.WriteLineAsync($"note: {CellText.Escape(manifest.Name)} is under the {CellText.Escape(manifest.Licence)}: {CellText.Escape(manifest.LicenceUrl)}");

        var activity = $"downloading {CellText.Escape(manifest.Name)}";
        using var bar = !settings.IsQuiet && streams.IsErrorTerminal ? new ProgressBar(activity, streams.Error, streams.Width) : null;
        IProgress<double>? display = bar is not null || settings.IsQuiet ? bar : new ProgressLines(activity, streams.Error, TimeProvider.System);
        var progress = display is null ? null : new DownloadShare(display);
        var folder = await ModelDownload.EnsureAsync(manifest, hub, loggers.CreateLogger<ModelDownload>(), TimeProvider.System, progress, cancellationToken);
        var results = ResultWriter<DownloadedModel>.Create(DownloadedModel.Layout, settings.Format, target, streams);
        results.Add(new(manifest.Name, folder, manifest.Licence));
        await results.CompleteAsync(cancellationToken);
        await target.CommitAsync(cancellationToken);
        return ExitCodes.Success;
    }

    private static ModelManifest Manifest(string? model, string? file) => (model, file) switch
    {
        (null, { Length: > 0 }) => ManifestReader.Read(file),
        (not null, null) => ModelChoice.Parse(model).Manifest ?? throw new UsageException($"{model} is not downloaded: give gemma-300m or gemma-2."),
        _ => throw new UsageException("Name either a model, gemma-300m or gemma-2, or a --manifest."),
    };

    private sealed record DownloadedModel(string Model, string Folder, string Licence)
    {
        public static ResultLayout<DownloadedModel> Layout { get; } = new()
        {
            Columns = [new("property"), new("value")],
            Rows = model => [["model", model.Model], ["folder", model.Folder], ["licence", model.Licence]],
            WriteJson = (writer, model) => model.WriteJson(writer),
            IsSingle = true,
        };

        private void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteText("model", Model);
            writer.WriteText("folder", Folder);
            writer.WriteText("licence", Licence);
            writer.WriteEndObject();
        }
    }

    private sealed class DownloadShare(IProgress<double> progress) : IProgress<EmbeddingGemmaDownloadProgress>
    {
        public void Report(EmbeddingGemmaDownloadProgress value) => progress.Report(value.BytesTotal == 0 ? 1 : (double)value.BytesDone / value.BytesTotal);
    }
}
