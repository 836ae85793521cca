using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>Writes a model as plain ONNX, for any runtime: standard operators, padded batches of token ids in, vectors out (<see cref="PlainGraph"/>).</summary>
/// <remarks>
/// transformers.js takes a folder with the model's config.json, tokenizer.json and tokenizer_config.json, and the graph, with its file of
/// weights where it has one, as onnx/model.onnx (fp32) or, with 8 bits, as onnx/model_quantized.onnx (q8).
/// </remarks>
internal static class PlainOnnxExport
{
    private const int Alignment = 4096; // a page: runtimes map each tensor from its own offset

    /// <summary>Writes the model, which appears when it is whole; the same model gives the same bytes.</summary>
    /// <param name="directory">The model.</param>
    /// <param name="path">The file; one for weights has "_data" behind its name.</param>
    /// <param name="options">What is written.</param>
    /// <param name="progress">Takes the share that is written, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends it, and leaves nothing behind.</param>
    /// <returns>The length of all files, in bytes.</returns>
    /// <exception cref="NotSupportedException">The model is an EmbeddingGemma 2 or an ONNX export.</exception>
    /// <exception cref="InvalidDataException">The model is damaged.</exception>
    /// <exception cref="IOException">The model cannot be read or a file not be written, for example because the disk is full.</exception>
    public static long Write(ModelDirectory directory, string path, PlainOnnxOptions options, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        directory.RequireExportable("ONNX");
        using var source = TensorSource.Open(directory);
        GemmaTensors.Validate(source, directory.Config);
        var graph = PlainGraph.Build(directory, new PlainWeights(directory, source, cancellationToken), options.Int8);
        var model = OnnxWriter.Build(graph);
        if (options.ExternalData || model.Length > int.MaxValue) // protobuf's limit
        {
            return WriteExternal(graph, path, options.Overwrites, progress);
        }

        var share = new WrittenShare(progress, model.Length);
        using var file = new NewFile(path, model.Length, options.Overwrites);
        model.WriteTo(Into(file, share, before: 0));
        file.Commit();
        return model.Length;
    }

    private static long WriteExternal(OnnxGraph graph, string path, bool overwrites, IProgress<double>? progress)
    {
        var dataPath = path + "_data";
        var (contents, dataLength) = MoveOut(graph, Path.GetFileName(dataPath));
        var model = OnnxWriter.Build(graph);
        var share = new WrittenShare(progress, dataLength + model.Length);
        using var file = new NewFile(path, model.Length, overwrites);
        using var data = new NewFile(dataPath, dataLength, overwrites);
        foreach (var content in contents)
        {
            data.Pad(Alignment);
            content.WriteTo(Into(data, share, before: 0));
        }

        model.WriteTo(Into(file, share, dataLength));
        Commit(file, data, overwrites);
        return dataLength + model.Length;
    }

    /// <summary>Lets the graph refer to a file for what is made while it is written, and returns that file's contents and length.</summary>
    private static (List<OnnxContent> Contents, long Length) MoveOut(OnnxGraph graph, string fileName)
    {
        var (contents, length) = (new List<OnnxContent>(), 0L);
        for (var i = 0; i < graph.Initializers.Count; i++)
        {
            if (graph.Initializers[i] is { Content: { } content } tensor)
            {
                var offset = (length + Alignment - 1) / Alignment * Alignment;
                graph.Initializers[i] = OnnxInitializer.Stored(tensor.Name, tensor.Type, tensor.Shape, new OnnxExternalData(fileName, offset, content.Length));
                contents.Add(content);
                length = offset + content.Length;
            }
        }

        return (contents, length);
    }

    // A model must never lie beside the weights of another: an older one goes first, and the new one comes last.
    private static void Commit(NewFile file, NewFile data, bool overwrites)
    {
        if (overwrites)
        {
            File.Delete(file.Path);
        }

        data.Commit();
        try
        {
            file.Commit();
        }
        catch
        {
            File.Delete(data.Path);
            throw;
        }
    }

    private static BytePiece Into(NewFile file, WrittenShare share, long before) => bytes =>
    {
        file.Write(bytes);
        share.Report(before + file.Position);
    };
}
