namespace SK.EmbeddingGemma.Models;

/// <summary>Removes a downloaded model from the cache of Hugging Face's tools, and nothing that another revision or model there uses.</summary>
internal static class DownloadRemoval
{
    /// <summary>Removes all copies of a model, whole or begun.</summary>
    /// <returns>The bytes that this freed.</returns>
    /// <exception cref="IOException">Something cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">Something may not be removed.</exception>
    public static long Remove(ModelManifest manifest, HuggingFaceCache cache) =>
        manifest.Places().Sum(place => Remove(cache.Repository(place.Name), cache.Snapshot(place.Name, place.Revision)));

    private static long Remove(string repository, string snapshot)
    {
        if (!Directory.Exists(repository))
            return 0;

        var freed = 0L;
        var blobs = Path.Combine(repository, "blobs");
        if (Directory.Exists(snapshot))
        {
            freed += SnapshotLinks.Files(snapshot).Where(file => file.LinkTarget is null).Sum(file => file.Length);
            Directory.Delete(snapshot, recursive: true); // of links, the links
        }

        new FetchedFiles(repository, Path.GetFileName(snapshot)).Remove();
        var used = SnapshotLinks.Targets(repository);
        if (Directory.Exists(blobs))
        {
            foreach (var blob in new DirectoryInfo(blobs).EnumerateFiles().Where(file => file.LinkTarget is null && !used.Contains(file.FullName)))
            {
                freed += blob.Length;
                blob.Delete();
            }
        }

        if (used.Count == 0 && !SnapshotLinks.Files(repository).Any(file => Path.GetDirectoryName(Path.GetRelativePath(repository, file.FullName)) is not ("refs" or "")))
            Directory.Delete(repository, recursive: true); // refs to nothing
        return freed;
    }
}
