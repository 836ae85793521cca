namespace SK.EmbeddingGemma;

/// <summary>Which files of a folder are ingested, and how. Read when an ingestion begins.</summary>
public sealed class IngestionOptions
{
    /// <summary>Gets the patterns of files to take, such as <c>docs/**/*.md</c>, relative to the folder, in any letter case. Default: none, which takes all.</summary>
    public IList<string> Include { get; } = [];

    /// <summary>
    /// Gets the patterns of files to leave out, which win over <see cref="Include"/>. Folders named <c>.git</c>, <c>bin</c>, <c>obj</c> and <c>node_modules</c>, and
    /// whatever is hidden, are left out anyway, see <see cref="UseDefaultExcludes"/>. Default: none.
    /// </summary>
    public IList<string> Exclude { get; } = [];

    /// <summary>Gets or sets whether hidden files, build output and packages are left out. Default: <see langword="true"/>.</summary>
    public bool UseDefaultExcludes { get; set; } = true;

    /// <summary>
    /// Gets or sets whether a file that is a symbolic link is read as what it leads to, wherever that lies; linked folders are never entered. Leave linked files out where others than you put files into
    /// the folder, or choose it. Default: <see langword="true"/>.
    /// </summary>
    public bool FollowLinkedFiles { get; set; } = true;

    /// <summary>Gets or sets the longest file that is read, in bytes: 1 to 2^30. Longer ones are skipped and reported. Default: 32 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public long MaxFileBytes
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1 << 30);
            field = value;
        }
    } = 32 << 20;

    /// <summary>Gets the tags of everything that is ingested. Default: none.</summary>
    public IList<string> Tags { get; } = [];
}
