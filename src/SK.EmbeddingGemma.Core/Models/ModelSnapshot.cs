namespace SK.EmbeddingGemma.Models;

/// <summary>
/// Finds a model's folder in the cache that Hugging Face's tools share, whoever downloaded it: the original or a copy, each at
/// its pinned revision. Files are told by their sizes; a download is verified by whoever makes it.
/// </summary>
internal static class ModelSnapshot
{
    /// <summary>Returns the folder of the first whole copy, or <see langword="null"/>.</summary>
    public static string? TryFind(ModelManifest manifest, HuggingFaceCache cache) =>
        Folders(manifest, cache).FirstOrDefault(folder => FirstFault(manifest, folder) is null);

    /// <summary>Returns the folder of the first copy that is whole but for its weights, which it was converted from, and what those were; or <see langword="null"/>.</summary>
    public static (string Folder, SourceIdentity Source)? TryFindReleased(ModelManifest manifest, HuggingFaceCache cache, ReleasedSources released) =>
        Folders(manifest, cache)
            .Where(folder => manifest.Files.Where(file => !WeightRelease.IsWeights(file)).All(file => Fault(file, folder) is null))
            .Select(folder => released.Find(folder) is { } source ? (folder, source) : ((string, SourceIdentity)?)null)
            .FirstOrDefault(found => found is not null);

    /// <summary>Returns the folder of the first whole copy.</summary>
    /// <param name="manifest">The model.</param>
    /// <param name="cache">The cache.</param>
    /// <param name="why">A sentence that says why it is not downloaded, or <see langword="null"/>.</param>
    /// <exception cref="FileNotFoundException">There is none; the message says where it was looked for and what to do.</exception>
    public static string Find(ModelManifest manifest, HuggingFaceCache cache, string? why = null)
    {
        var tried = new List<string>();
        foreach (var folder in Folders(manifest, cache))
        {
            if (FirstFault(manifest, folder) is not { } fault)
                return folder;
            tried.Add($"{folder} ({fault})");
        }

        throw new FileNotFoundException(
            $"{manifest.Name} is not on this machine. Looked for: {string.Join("; ", tried)}. {(why is null ? "" : why + " ")}{WaysOut(manifest)}",
            Path.Combine(Folders(manifest, cache).First(), "model.safetensors"));
    }

    /// <summary>Returns what a user can do who has the model neither on the machine nor from the hub.</summary>
    public static string WaysOut(ModelManifest manifest)
    {
        var open = manifest.Sources.FirstOrDefault(source => !source.IsGated) ?? manifest.Sources[0];
        return
            $"Ways out: fetch it on a machine with network (embeddinggemma download {manifest.ShortName}, or with Hugging Face's tools: hf download {open.Repository} --revision {open.Revision}), " +
            $"under the {manifest.Licence}, and copy the cache; or name a mirror with the environment variable HF_ENDPOINT; " +
            "or name a folder that holds it with EmbeddingGemmaModel.FromDirectory; " +
            "or use EmbeddingGemmaModel.Nano, a smaller model with other vectors, which the package SK.EmbeddingGemma.Models.Nano brings.";
    }

    private static IEnumerable<string> Folders(ModelManifest manifest, HuggingFaceCache cache) =>
        manifest.Places().Select(place => cache.Snapshot(place.Name, place.Revision));

    private static string? FirstFault(ModelManifest manifest, string folder)
    {
        if (!Directory.Exists(folder))
            return "no such folder";
        return manifest.Files.Select(file => Fault(file, folder)).FirstOrDefault(fault => fault is not null);
    }

    /// <summary>Returns what is wrong with a file of a folder, or <see langword="null"/>.</summary>
    public static string? Fault(ManifestFile file, string folder)
    {
        var path = Path.Combine(folder, file.Path);
        if (!File.Exists(path))
            return $"{file.Path} is missing";
        using var handle = File.OpenHandle(path, share: FileShare.Read | FileShare.Delete); // follows the links that the cache is made of
        var length = RandomAccess.GetLength(handle);
        return length == 0 || (file.Length is { } bytes && length != bytes)
            ? $"{file.Path} has {length} bytes instead of {(file.Length is { } expected ? expected : "some")}"
            : null;
    }
}
