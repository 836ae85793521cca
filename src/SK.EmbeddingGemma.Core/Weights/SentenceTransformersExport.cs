using System.Text.Json;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Weights;

/// <summary>
/// Writes a model as sentence-transformers saves it: its configuration and tokenizer as they are, its weights as 32-bit floats
/// in one file a module.
/// </summary>
internal static class SentenceTransformersExport
{
    // What is not here has no effect on vectors.
    private static readonly string[] RootFiles = ["modules.json", "config_sentence_transformers.json", "README.md"];

    private static readonly string[] TransformerFiles =
    [
        "sentence_bert_config.json", "tokenizer.json", "tokenizer.model", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
    ];

    /// <summary>Writes the folder, which appears when it is whole.</summary>
    /// <param name="directory">The model.</param>
    /// <param name="path">The folder.</param>
    /// <param name="overwrites">Whether a model that is there is replaced.</param>
    /// <param name="progress">Takes the share that is written, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends it, and leaves nothing behind.</param>
    /// <returns>The length of all files, in bytes.</returns>
    /// <exception cref="NotSupportedException">The model is an EmbeddingGemma 2, an ONNX export or a GGUF file.</exception>
    /// <exception cref="InvalidDataException">The model is damaged.</exception>
    /// <exception cref="IOException">The model cannot be read or the folder not be written, for example because the disk is full.</exception>
    public static long Write(ModelDirectory directory, string path, bool overwrites, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        directory.RequireExportable("safetensors");
        if (directory.IsGguf)
            throw new NotSupportedException($"{directory.Path} is a GGUF file, which lacks what the folder of a model says besides weights, its prompts for example: export the original model that the file was made from.");
        RequireElsewhere(directory, path);
        using var folder = new NewFolder(path, overwrites);
        CopyAll(directory.Root, folder.Path, RootFiles);
        string TargetOf(string source) => Directory.CreateDirectory(Path.Combine(folder.Path, Path.GetRelativePath(directory.Root, source))).FullName;
        foreach (var module in ModuleList.Read(directory.Root).Where(module => module.Kind != ModuleKind.Transformer))
            CopyAll(module.Folder, TargetOf(module.Folder), ["config.json"]);
        var transformer = TargetOf(directory.Path);
        CopyAll(directory.Path, transformer, TransformerFiles);
        WriteConfig(directory.Path, transformer);
        WriteWeights(directory, TargetOf, progress, cancellationToken);
        folder.Commit();
        return new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
    }

    private static void WriteWeights(ModelDirectory directory, Func<string, string> targetOf, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var modules = new List<(TensorSource Source, string[] Names, string Target)>();
        try
        {
            var transformer = TensorSource.Open(directory.Path);
            modules.Add((transformer, [.. GemmaTensors.Shapes(directory.Config).Keys], targetOf(directory.Path)));
            GemmaTensors.Validate(transformer, directory.Config);
            foreach (var dense in directory.DenseModules)
            {
                modules.Add((TensorSource.Open(dense.Folder), [.. DenseTensors.Shapes(dense).Keys], targetOf(dense.Folder)));
                DenseTensors.Validate(modules[^1].Source, dense);
            }

            var share = new WrittenShare(progress, modules.Sum(module => SafetensorsFile.LengthOf(module.Source, module.Names)));
            var total = 0L;
            foreach (var (source, names, target) in modules)
                SafetensorsFile.Write(source, names, Path.Combine(target, WeightFiles.Single), count => share.Report(total += count), cancellationToken);
        }
        finally
        {
            modules.ForEach(module => module.Source.Dispose());
        }
    }

    // transformers computes in the format that is named here.
    private static void WriteConfig(string source, string target)
    {
        const string Name = "config.json";
        var config = JsonFile.Read(Path.Combine(source, Name));
        if (config.EnumerateObject().All(property => property.Name is not ("dtype" or "torch_dtype") || property.Value.GetRawText() == "\"float32\""))
        {
            CopyAll(source, target, [Name]);
            return;
        }

        using var stream = new FileStream(Path.Combine(target, Name), FileMode.CreateNew);
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        foreach (var property in config.EnumerateObject())
        {
            if (property.Name is "dtype" or "torch_dtype")
                writer.WriteString(property.Name, "float32");
            else
                property.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static void CopyAll(string source, string target, string[] names)
    {
        foreach (var name in names.Where(name => File.Exists(Path.Combine(source, name))))
        {
            using var from = new FileStream(Path.Combine(source, name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            using var to = new FileStream(Path.Combine(target, name), FileMode.CreateNew); // not File.Copy: a read-only source would leave a folder that nobody can delete
            from.CopyTo(to);
        }
    }

    private static void RequireElsewhere(ModelDirectory directory, string path)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + Path.DirectorySeparatorChar;
        var source = Path.TrimEndingDirectorySeparator(directory.Root) + Path.DirectorySeparatorChar;
        if (source.StartsWith(target, StringComparison.Ordinal))
            throw new IOException($"{path} is, or holds, the model that is exported: name another folder.");
    }
}
