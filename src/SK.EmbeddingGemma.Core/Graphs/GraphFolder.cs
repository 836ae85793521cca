using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// A temporary folder with a model's graph and weights as the runtime reads them. Weights in a file are mapped, and dropped once the
/// runtime has packed them its own way; weights inside the graph would be held twice.
/// </summary>
internal sealed class GraphFolder : IDisposable
{
    private readonly DirectoryInfo _folder;

    private GraphFolder(DirectoryInfo folder) => _folder = folder;

    /// <summary>Gets the path of the graph.</summary>
    public string GraphPath => Path.Combine(_folder.FullName, "graph.onnx");

    /// <summary>Builds graph and weights of a model.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, has another shape or holds a value that is not finite.</exception>
    /// <exception cref="IOException">The temporary folder cannot be written, for example because the disk is full.</exception>
    public static GraphFolder Create(ModelDirectory directory, EmbeddingGemmaPrecision precision, TensorSource source, CancellationToken cancellationToken)
    {
        var folder = new GraphFolder(CreateFolder());
        try
        {
            using var weights = new GraphWeightFile(Path.Combine(folder._folder.FullName, "graph.weights"));
            GraphWeights.Write(weights, directory, precision, source, cancellationToken);
            File.WriteAllBytes(folder.GraphPath, OnnxWriter.Write(PackedGraph.Build(directory.Config, precision, weights.Tensors)));
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _folder.Refresh();
        if (_folder.Exists)
        {
            _folder.Delete(recursive: true);
        }
    }

    private static DirectoryInfo CreateFolder()
    {
        try
        {
            return Directory.CreateTempSubdirectory("embeddinggemma-");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The temporary folder {Path.GetTempPath()}, where a model's graph and weights are written while it loads, cannot be used: {failure.Message} Create it, or name another (TMPDIR; TMP on Windows).",
                failure);
        }
    }
}
