using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;
using SK.EmbeddingGemma.Weights.Gguf;

namespace SK.EmbeddingGemma.Benchmarks.Peers;

/// <summary>A model in the formats of the peers, in a temporary folder.</summary>
internal sealed class PeerExports : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Writes the model for llama.cpp and returns the file's path.</summary>
    public string WriteGguf(ModelDirectory directory, GgufType type)
    {
        var path = _folder.PathOf($"{type}.gguf");
        Console.WriteLine($"Writing {Path.GetFileName(path)} ...");
        GgufExport.Write(directory, path, type, overwrites: false, progress: null, CancellationToken.None);
        return path;
    }

    /// <summary>Writes the model for transformers.js and returns the folder's path; several precisions share it.</summary>
    public string WriteOnnx(ModelDirectory directory, bool int8)
    {
        var path = _folder.PathOf(int8 ? "model/onnx/model_quantized.onnx" : "model/onnx/model.onnx");
        Console.WriteLine($"Writing {Path.GetFileName(path)} ...");
        PlainOnnxExport.Write(directory, path, new() { Int8 = int8 }, progress: null, CancellationToken.None);
        foreach (var file in Directory.EnumerateFiles(directory.Path, "*.json"))
            File.Copy(file, _folder.PathOf($"model/{Path.GetFileName(file)}"), overwrite: true);

        return Path.Combine(_folder.Path, "model");
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
