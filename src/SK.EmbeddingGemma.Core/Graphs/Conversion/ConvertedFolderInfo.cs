namespace SK.EmbeddingGemma.Graphs;

/// <summary>A folder of the cache with a converted model. Immutable.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Source">The beginning of the hash of what it was converted from.</param>
/// <param name="Precision">The number format's name.</param>
/// <param name="IsCurrent">Whether this version of the library uses its format.</param>
/// <param name="Bytes">The size of its files.</param>
internal sealed record ConvertedFolderInfo(string Path, string Source, string Precision, bool IsCurrent, long Bytes)
{
    /// <summary>Gets whether it is a plain graph, for other providers than the processor, whose <see cref="Source"/> is the model's revision.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Returns the converted models of a cache, which need not exist.</summary>
    public static IReadOnlyList<ConvertedFolderInfo> List(string? root) =>
        root is not null && Directory.Exists(root)
            ? [.. Directory.EnumerateDirectories(root).Select(Describe).OfType<ConvertedFolderInfo>().OrderBy(folder => folder.Path, StringComparer.Ordinal)]
            : [];

    /// <summary>Removes it, unless it is being converted just now.</summary>
    /// <returns>Whether it was removed.</returns>
    /// <exception cref="IOException">It cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be removed.</exception>
    public bool Remove()
    {
        using var taken = Models.FileLock.TryTake(Path + ".lock");
        if (taken is null)
            return false;

        var aside = $"{Path}.{Guid.NewGuid():N}.tmp"; // a process that stops here leaves nothing that looks whole
        Directory.Move(Path, aside);
        Directory.Delete(aside, recursive: true);
        return true;
    }

    private static ConvertedFolderInfo? Describe(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        if (ConversionKey.TryParseFolder(name, out var source, out var precision, out var version))
            return new(path, source, precision, version == ConversionKey.FormatVersion, BytesOf(path));
        return PlainModelCache.TryParseFolder(name, out var revision, out version)
            ? new(path, revision, "plain float32", version == PlainModelCache.FormatVersion, BytesOf(path)) { IsPlain = true }
            : null;
    }

    private static long BytesOf(string path) => new DirectoryInfo(path).EnumerateFiles().Sum(file => file.Length);
}
