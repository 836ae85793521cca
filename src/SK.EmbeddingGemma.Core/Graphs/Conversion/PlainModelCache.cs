using System.Globalization;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// Keeps the plain graph of models beside the converted ones, for providers other than the processor. It is written once, beside its place, which it takes when
/// it is whole. Thread-safe, within a process and between processes.
/// </summary>
/// <param name="location">Where the cache is.</param>
internal sealed class PlainModelCache(CacheLocation location)
{
    private const string Graph = "model.onnx";

    // To be raised with every change of the plain graph, or else old results are taken for new ones.
    private const int FormatVersion = 1;

    /// <summary>Returns the path of a model's plain graph in single precision, writing it where that was not done yet.</summary>
    /// <exception cref="NotSupportedException">The model is an EmbeddingGemma 2, of which there is no plain graph.</exception>
    /// <exception cref="InvalidDataException">The model is damaged.</exception>
    /// <exception cref="IOException">The cache cannot be written, or has no room.</exception>
    public string Open(ModelDirectory directory, CancellationToken cancellationToken)
    {
        if (directory.Config.Second is not null)
            throw new NotSupportedException("EmbeddingGemma 2 is computed by the processor alone: let ExecutionProvider be Cpu or Auto, or take an ONNX export of it with EmbeddingGemmaModel.FromOnnx.");

        var root = location.Folder ?? throw new IOException($"The system names no folder for caches. Name one with CacheDirectory of the options or the environment variable {CacheLocation.Variable}.");
        var folder = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"plain-{ModelRevision.Compute(directory)}-v{FormatVersion}"));
        var path = Path.Combine(folder, Graph);
        if (File.Exists(path))
            return path;

        Directory.CreateDirectory(root);
        using var taken = FileLock.Take(folder + ".lock", cancellationToken);
        if (!File.Exists(path)) // the graph comes last, when its weights are there
        {
            Directory.CreateDirectory(folder);
            PlainOnnxExport.Write(directory, path, new PlainOnnxOptions { ExternalData = true, Overwrites = true }, progress: null, cancellationToken);
        }

        return path;
    }
}
