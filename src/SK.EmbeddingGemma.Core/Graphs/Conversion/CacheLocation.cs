namespace SK.EmbeddingGemma.Graphs;

/// <summary>Where converted models are kept.</summary>
/// <param name="Folder">The absolute path, which need not exist; <see langword="null"/> where the system names no place.</param>
/// <param name="IsNamed">Whether the user named it: then nothing else will do.</param>
internal sealed record CacheLocation(string? Folder, bool IsNamed)
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "EMBEDDINGGEMMA_CACHE";

    private const string Name = "embeddinggemma";

    /// <summary>Returns the location that an option names, or else the environment, or else the system's place for caches.</summary>
    /// <param name="option">The option's value, or <see langword="null"/>.</param>
    public static CacheLocation Locate(string? option) => Locate(option, Environment.GetEnvironmentVariable, Environment.GetFolderPath);

    /// <inheritdoc cref="Locate(string?)"/>
    /// <param name="option">The option's value, or <see langword="null"/>.</param>
    /// <param name="environment">Gives the value of a variable, or <see langword="null"/>.</param>
    /// <param name="folders">Gives the path of a folder of the system, or an empty text.</param>
    public static CacheLocation Locate(string? option, Func<string, string?> environment, Func<Environment.SpecialFolder, string> folders)
    {
        if ((option ?? NullIfEmpty(environment(Variable))) is { } named)
            return new(Path.GetFullPath(named), IsNamed: true);

        var caches = OperatingSystem.IsWindows() ? NullIfEmpty(folders(Environment.SpecialFolder.LocalApplicationData))
            : OperatingSystem.IsMacOS() ? UnderHome("Library/Caches")
            : environment("XDG_CACHE_HOME") is { } folder && Path.IsPathFullyQualified(folder) ? folder // a relative one does not count, says the specification
            : UnderHome(".cache");
        return new(caches is null ? null : Path.Combine(caches, Name), IsNamed: false);

        string? UnderHome(string relative) => NullIfEmpty(folders(Environment.SpecialFolder.UserProfile)) is { } home ? Path.Combine(home, relative) : null;
    }

    private static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
