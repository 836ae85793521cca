using System.CommandLine;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Writes a model for other programs.</summary>
internal static class ExportCommand
{
    private const string Description = "Writes a model in a format of other programs.";

    private const string Details = """
        gguf is a file for llama.cpp, with the dense modules; the program that runs it normalises
        vectors itself. --type says how matrices are stored: f32, f16, or q8_0 (a quarter of f32).
        onnx is a file for ONNX Runtime and others: batches of input_ids and attention_mask, padded
        at the end of texts, give last_hidden_state and sentence_embedding. With --external-data, and
        where a file would exceed 2 GB, weights get a file of their own, with _data behind the name:
        keep both together.
        safetensors is a folder as sentence-transformers saves it, with 32-bit floats; a model that
        is a GGUF file has too little to say for one.
        What is written appears when it is whole.

        Examples:
          embeddinggemma export --format gguf --type q8_0 --output nano.gguf
          embeddinggemma export --format onnx --output model.onnx
          embeddinggemma export --model gemma-300m --format safetensors --output ./embeddinggemma
        """;

    public static Command Create(StandardStreams streams)
    {
        var common = new CommonOptions();
        var format = CommonOptions.Choice("--format", "The format to write.", ExportFormats.Names);
        format.Required = true;
        var type = CommonOptions.Choice("--type", "The number format of matrices; only gguf has a choice. Default: f32.", ExportTypes.Names);
        var externalData = new Option<bool>("--external-data") { Description = "Writes weights into a file of their own; only onnx has this choice." };
        var output = new Option<string>("--output", "-o") { HelpName = "PATH", Description = "The file or folder to write.", Required = true };
        var force = new Option<bool>("--force") { Description = "Replaces a file, or a folder with a model, that is there." };
        var command = new DetailedCommand("export", Description, Details) { common.Model, format, type, externalData, output, force, common.Quiet, common.Verbose };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(Run(
            new()
            {
                Model = parsed.GetValue(common.Model),
                Format = ExportFormats.Parse(parsed.GetValue(format)!),
                Type = ExportTypes.Parse(parsed.GetValue(type)),
                ExternalData = parsed.GetValue(externalData),
                Output = parsed.GetValue(output)!,
                Overwrites = parsed.GetValue(force),
                IsQuiet = parsed.GetValue(common.Quiet),
            },
            streams,
            cancellationToken)));
        return command;
    }

    private static int Run(ExportRequest request, StandardStreams streams, CancellationToken cancellationToken)
    {
        request.Validate();
        var directory = ModelChoice.Parse(request.Model, request.IsQuiet, streams).Open();
        var lines = request.IsQuiet ? null : new ProgressLines("exporting", streams.Error, TimeProvider.System);
        var length = ModelExport.Write(directory, request, lines, cancellationToken);
        if (!request.IsQuiet)
            streams.Error.WriteLine($"note: wrote {CellText.Escape(request.Output)}, {ByteCount.ToText(length)}");
        return ExitCodes.Success;
    }
}
