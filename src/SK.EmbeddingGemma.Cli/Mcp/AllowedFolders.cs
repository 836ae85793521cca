namespace SK.EmbeddingGemma.Cli;

/// <summary>The folders that an agent may have indexed: no folder outside of them, not by dots and not by links. Immutable.</summary>
internal sealed class AllowedFolders
{
    private readonly IReadOnlyList<string> _roots;

    /// <param name="roots">The folders; none forbids all.</param>
    /// <exception cref="DirectoryNotFoundException">One of them is missing.</exception>
    public AllowedFolders(IEnumerable<string> roots) => _roots = [.. roots.Select(root => Directory.Exists(root)
        ? RealPath(Path.GetFullPath(root))
        : throw new DirectoryNotFoundException($"There is no folder '{root}': give the path of one with --root."))];

    /// <summary>Returns the real path of a folder; one that is relative lies in the first of those allowed.</summary>
    /// <exception cref="UnauthorizedAccessException">It lies outside.</exception>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public string Resolve(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (_roots.Count == 0)
            throw new UnauthorizedAccessException("No folder may be indexed: start the server with --root FOLDER to allow one.");

        var full = Path.GetFullPath(path, _roots[0]);
        var real = Directory.Exists(full) ? RealPath(full) : null;
        if (!IsInside(real ?? full)) // what lies outside is not said to exist, or not
            throw new UnauthorizedAccessException($"The folder lies outside of those that may be indexed: {string.Join(", ", _roots)}.");
        return real ?? throw new DirectoryNotFoundException("There is no such folder: give the path of one.");
    }

    private bool IsInside(string path) => _roots.Any(root => Path.GetRelativePath(root, path) is var way
        && !Path.IsPathRooted(way) && way != ".." && !way.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal));

    /// <summary>Follows the links in a path, from its root on.</summary>
    private static string RealPath(string path)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            if (Directory.ResolveLinkTarget(real, returnFinalTarget: true) is { } target)
                real = RealPath(target.FullName); // its own parents may be links
        }

        return real;
    }
}
