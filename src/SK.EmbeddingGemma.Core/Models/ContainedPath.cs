namespace SK.EmbeddingGemma.Models;

/// <summary>Joins a folder and a relative path that a model's file names, and never leaves the folder.</summary>
internal static class ContainedPath
{
    /// <summary>
    /// Returns the whole path, or <see langword="null"/> where <paramref name="relative"/> is rooted, has a ".." or a
    /// character that a path cannot have. An empty one is the folder itself. Links are followed: download caches are made of them.
    /// </summary>
    public static string? Join(string folder, string relative)
    {
        var normal = relative.Replace('\\', '/');
        if (normal.StartsWith('/') || normal.AsSpan().ContainsAny(':', '\0') || normal.Length > 1024 || normal.Split('/').Contains(".."))
            return null;
        return Path.GetFullPath(Path.Combine(folder, normal)).TrimEnd(Path.DirectorySeparatorChar);
    }
}
