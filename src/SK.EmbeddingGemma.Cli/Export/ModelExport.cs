using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;
using SK.EmbeddingGemma.Weights.Gguf;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Writes a model in the format that is asked for.</summary>
internal static class ModelExport
{
    /// <summary>Writes it, and returns how many bytes that made.</summary>
    /// <exception cref="NotSupportedException">The format cannot express the model.</exception>
    /// <exception cref="InvalidDataException">The model is damaged.</exception>
    /// <exception cref="IOException">The model cannot be read or the place not be written.</exception>
    public static long Write(ModelDirectory directory, ExportRequest request, IProgress<double>? progress, CancellationToken cancellationToken) => request.Format switch
    {
        ExportFormat.Gguf => GgufExport.Write(directory, request.Output, request.Type ?? GgufType.F32, request.Overwrites, progress, cancellationToken),
        ExportFormat.Onnx => PlainOnnxExport.Write(directory, request.Output, OnnxOptions(request), progress, cancellationToken),
        ExportFormat.Safetensors => SentenceTransformersExport.Write(directory, request.Output, request.Overwrites, progress, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(request), request.Format, "Not a format that is written."),
    };

    private static PlainOnnxOptions OnnxOptions(ExportRequest request) => new() { ExternalData = request.ExternalData, Overwrites = request.Overwrites };
}
