namespace SK.EmbeddingGemma.Models;

/// <summary>The names of a module's weight files.</summary>
internal static class WeightFiles
{
    /// <summary>All tensors in one file.</summary>
    public const string Single = "model.safetensors";

    /// <summary>Which tensor is in which of several files.</summary>
    public const string Index = "model.safetensors.index.json";

    /// <summary>Returns the file to start with in <paramref name="folder"/>: the single one before the index, as transformers does.</summary>
    /// <exception cref="FileNotFoundException">There is neither.</exception>
    public static string Find(string folder)
    {
        var single = Path.Combine(folder, Single);
        if (File.Exists(single))
            return single;
        var index = Path.Combine(folder, Index);
        if (File.Exists(index))
            return index;
        var pickled = File.Exists(Path.Combine(folder, "pytorch_model.bin"));
        throw new FileNotFoundException(
            $"The weights {single} are missing (nor is there a {Index}). " +
            (pickled ? "There is a pytorch_model.bin, which is not read: save the model again with safe_serialization=True." : "Copy the whole model, its subfolders included."),
            single);
    }
}
