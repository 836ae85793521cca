namespace SK.EmbeddingGemma.Models;

/// <summary>The cache that Hugging Face's tools share. Immutable.</summary>
/// <param name="Folder">Its absolute path, which need not exist.</param>
internal sealed record HuggingFaceCache(string Folder)
{
    /// <summary>Returns the cache where Hugging Face's tools look for it, by environment variables and home folder.</summary>
    public static HuggingFaceCache Locate(HuggingFaceVariables variables) =>
        new(Path.GetFullPath(variables.PathOf("HF_HUB_CACHE") ?? variables.PathOf("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(variables.Root, "hub")));

    /// <summary>Returns the folder of a repository, which need not exist.</summary>
    public string Repository(string repository) => Path.Combine(Folder, NameOf(repository));

    /// <summary>Returns the folder of a revision of a repository, which need not exist.</summary>
    public string Snapshot(string repository, string revision) => Path.Combine(Repository(repository), "snapshots", revision);

    /// <summary>Returns the folder of the locks of a repository, which need not exist.</summary>
    public string Locks(string repository) => Path.Combine(Folder, ".locks", NameOf(repository));

    private static string NameOf(string repository) => $"models--{repository.Replace("/", "--", StringComparison.Ordinal)}";
}
