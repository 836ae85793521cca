namespace SK.EmbeddingGemma.Models;

/// <summary>The links that snapshots in the cache of Hugging Face's tools are made of.</summary>
internal static class SnapshotLinks
{
    /// <summary>Returns the files and links below a folder.</summary>
    public static IEnumerable<FileInfo> Files(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories);

    /// <summary>Returns the absolute path that a link leads to, or <see langword="null"/> for a file.</summary>
    public static string? TargetOf(FileInfo file) =>
        file.LinkTarget is { } target ? Path.GetFullPath(Path.Combine(file.DirectoryName!, target)) : null;

    /// <summary>Returns the absolute paths that links of any snapshot of a repository lead to.</summary>
    public static HashSet<string> Targets(string repository)
    {
        var snapshots = Path.Combine(repository, "snapshots");
        return Directory.Exists(snapshots) ? Files(snapshots).Select(TargetOf).OfType<string>().ToHashSet(StringComparer.Ordinal) : [];
    }
}
