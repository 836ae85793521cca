namespace SK.EmbeddingGemma.TestSupport;

/// <summary>The folder of large test material that lies beside the project's root, where there is one.</summary>
public static class SharedFolder
{
    /// <summary>Why a test that needs the folder is skipped.</summary>
    public const string SkipReason = "The folder 'shared' beside the project's root, with goldens of the reference implementations, is not on this machine.";

    /// <summary>Gets whether the folder is there.</summary>
    public static bool Exists => Root is not null;

    /// <summary>Gets the folder's path, or <see langword="null"/> where it is missing.</summary>
    public static string? Root { get; } = Find();

    /// <summary>Returns the path of a file or folder inside, for tests that are skipped where <see cref="Exists"/> is false.</summary>
    public static string PathOf(string relative) =>
        Path.Combine(Root ?? throw new DirectoryNotFoundException(SkipReason), relative);

    private static string? Find()
    {
        var candidate = RepositoryRoot.Find() is { } root ? Path.GetFullPath(Path.Combine(root, "..", "shared")) : null;
        return candidate is not null && File.Exists(Path.Combine(candidate, "goldens", "nano.jsonl.gz")) ? candidate : null;
    }
}
