using System.CommandLine;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Serves a model over HTTP until it is interrupted.</summary>
internal static class ServeCommand
{
    private const string Description = "Serves embeddings over HTTP to clients of OpenAI, text-embeddings-inference and Ollama, and text memory, until Ctrl-C.";

    private const string Details = """
        Clients need another base URL and nothing else: http://127.0.0.1:8080/v1 for OpenAI's, without /v1
        for the others. They name a prompt behind the model's name, as in embeddinggemma-300m:query, in
        the header X-EmbeddingGemma-Prompt, or as prompt_name. /health says when the model is loaded,
        /metrics is for Prometheus, /openapi.json describes everything. With the environment variable
        OTEL_EXPORTER_OTLP_ENDPOINT, traces and metrics are sent there. SIGTERM and Ctrl-C let running
        requests end.

        Examples:
          embeddinggemma serve
          embeddinggemma serve --model gemma-300m --port 9000 --store memory.db
          embeddinggemma serve --host 0.0.0.0 --api-keys-file keys.txt --alias text-embedding-3-small
        """;

    public static Command Create(StandardStreams streams, Action<TimeSpan> allowGrace)
    {
        var (options, serve) = (new CommonOptions(), new ServeOptions());
        var command = new DetailedCommand("serve", Description, Details);
        serve.AddTo(command);
        command.Add(options.Prompt);
        command.Add(options.PromptText);
        command.Add(options.Dimensions);
        options.AddComputing(command);
        options.AddModel(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var settings = ServeSettings.Read(serve, parsed);
            allowGrace(settings.Grace);
            return RunAsync(settings, CommonSettings.Read(options, parsed), streams, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(ServeSettings settings, CommonSettings common, StandardStreams streams, CancellationToken cancellationToken)
    {
        using var loggers = new ErrorLoggerFactory(streams.Error, common.IsVerbose, common.IsQuiet);
        await using var server = Create(settings, common, streams, loggers);
        try
        {
            await server.StartAsync(cancellationToken);
            await NoteAsync($"listening on {server.Address}", common, streams);
            await NoteAsync($"{await server.LoadAsync(cancellationToken)} is loaded; Ctrl-C stops the server", common, streams);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await server.StopAsync(); // a signal is how it ends
        }

        return ExitCodes.Success;
    }

    private static WebServer Create(ServeSettings settings, CommonSettings common, StandardStreams streams, ErrorLoggerFactory loggers)
    {
        var model = ModelChoice.Parse(common.Model, common.IsQuiet, streams);
        var prompt = PromptOf(common);
        return ServeSettings.Build(() => WebServer.Create(
            settings,
            options =>
            {
                options.Model = model;
                options.Precision = common.Precision;
                options.CacheDirectory = common.CacheDirectory;
                options.KeepDownload = common.KeepsDownload;
                options.ExecutionProvider = common.Provider;
                options.ExecutionDevice = common.Device;
                options.Dimensions = common.Dimensions;
                options.Prompt = prompt;
            },
            loggers));
    }

    private static EmbeddingGemmaPrompt? PromptOf(CommonSettings common)
    {
        if (common.PromptText is { } text)
            return EmbeddingGemmaPrompt.Custom(text);
        if (common.PromptName is not { } name)
            return null;
        return EmbeddingGemmaPrompt.TryParse(name, out var preset)
            ? preset
            : throw new UsageException($"'{name}' is no preset: choose {string.Join(", ", EmbeddingGemmaPrompt.Presets.Select(known => known.Name))}, or give a prompt's text with --prompt-text.");
    }

    private static async Task NoteAsync(string note, CommonSettings common, StandardStreams streams)
    {
        if (!common.IsQuiet)
            await streams.Error.WriteLineAsync($"note: {note}");
    }
}
