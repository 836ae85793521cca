namespace SK.EmbeddingGemma.Models;

/// <summary>The cache that Hugging Face's tools share. Immutable.</summary>
/// <param name="Folder">Its absolute path, which need not exist.</param>
internal sealed record HuggingFaceCache(string Folder)
{
    /// <summary>Returns the cache where Hugging Face's tools look for it, by environment variables and home folder.</summary>
    /// <param name="environment">Gives the value of a variable, or <see langword="null"/>.</param>
    /// <param name="home">The user's home folder.</param>
    public static HuggingFaceCache Locate(Func<string, string?> environment, string home)
    {
        if ((Variable("HF_HUB_CACHE") ?? Variable("HUGGINGFACE_HUB_CACHE")) is { } hub)
            return new HuggingFaceCache(Path.GetFullPath(hub));
        var root = Variable("HF_HOME")
            ?? Path.Combine(Variable("XDG_CACHE_HOME") ?? Path.Combine(home, ".cache"), "huggingface");
        return new HuggingFaceCache(Path.GetFullPath(Path.Combine(root, "hub")));

        string? Variable(string name) => environment(name) switch
        {
            null or "" => null,
            "~" => home,
            ['~', '/' or '\\', .. var rest] => Path.Combine(home, rest),
            var value => value,
        };
    }

    /// <summary>Returns the folder of a revision of a repository, which need not exist.</summary>
    public string Snapshot(string repository, string revision) =>
        Path.Combine(Folder, $"models--{repository.Replace("/", "--", StringComparison.Ordinal)}", "snapshots", revision);
}
