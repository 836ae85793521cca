namespace SK.EmbeddingGemma.Models;

/// <summary>Removes the downloaded weights of a model, where nobody but this library asked for them; its small files stay.</summary>
internal static class WeightRelease
{
    /// <summary>Returns whether a file of a model is removed with its weights.</summary>
    public static bool IsWeights(ManifestFile file) => file.Path.EndsWith(".safetensors", StringComparison.Ordinal);

    /// <summary>
    /// Returns whether the weights are this library's alone: it fetched them, no name such as <c>main</c> leads to their revision,
    /// which other tools write when they are asked for it, and there is no file of another use.
    /// </summary>
    /// <param name="manifest">The model.</param>
    /// <param name="snapshot">The folder of its revision in the cache.</param>
    /// <exception cref="IOException">The cache cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The cache may not be read.</exception>
    public static bool IsOurs(ModelManifest manifest, string snapshot)
    {
        var (repository, revision) = Split(snapshot);
        var fetched = new FetchedFiles(repository, revision);
        var refs = new DirectoryInfo(Path.Combine(repository, "refs"));
        var known = manifest.Files.Select(file => Path.GetFullPath(Path.Combine(snapshot, file.Path))).ToHashSet(StringComparer.Ordinal);
        return manifest.Files.Where(IsWeights).All(file => fetched.Contains(file.Path, BytesOf(Path.Combine(snapshot, file.Path))))
            && !(refs.Exists && refs.EnumerateFiles("*", SearchOption.AllDirectories).Any(name => File.ReadAllText(name.FullName).Trim() == revision))
            && SnapshotLinks.Files(snapshot).All(file => known.Contains(file.FullName));
    }

    /// <summary>Removes the weights; of several snapshots that share a file, the others keep it.</summary>
    /// <returns>The bytes that this freed.</returns>
    /// <exception cref="IOException">A file cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be removed.</exception>
    public static long Remove(ModelManifest manifest, string snapshot)
    {
        var places = manifest.Files.Where(IsWeights).Select(file => Path.Combine(snapshot, file.Path)).ToList();
        var bytes = places.Select(BytesOf).ToList();
        places.ForEach(File.Delete); // a link itself, not what it leads to
        var used = SnapshotLinks.Targets(Split(snapshot).Repository);
        var freed = 0L;
        foreach (var file in bytes.Where(File.Exists).Where(file => !used.Contains(file)))
        {
            freed += new FileInfo(file).Length;
            File.Delete(file);
        }

        return freed;
    }

    private static (string Repository, string Revision) Split(string snapshot) =>
        (Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(snapshot)))!, Path.GetFileName(snapshot));

    private static string BytesOf(string place) => SnapshotLinks.TargetOf(new FileInfo(place)) ?? place;
}
