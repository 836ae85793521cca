namespace SK.EmbeddingGemma.Models;

/// <summary>
/// Finds a copy of EmbeddingGemma 300M that Hugging Face's tools downloaded: the gated original or the public,
/// byte-identical copy, each at its pinned revision. Files are told by their sizes; a download is verified by whoever makes it.
/// </summary>
internal static class Gemma300MSnapshot
{
    /// <summary>The pinned revision of the original.</summary>
    public const string Revision = "57c266a740f537b4dc058e1b0cda161fd15afa75";

    private static readonly (string Repository, string Revision)[] Sources =
    [
        ("google/embeddinggemma-300m", Revision),
        ("unsloth/embeddinggemma-300m", "bfa3c846ac738e62aa61806ef9112d34acb1dc5a"),
    ];

    // Those of the pinned revisions. The tokenizer.model is not needed beside tokenizer.json.
    private static readonly (string File, long Bytes)[] Files =
    [
        ("modules.json", 573),
        ("config.json", 1488),
        ("config_sentence_transformers.json", 997),
        ("sentence_bert_config.json", 58),
        ("tokenizer.json", 33_385_008),
        ("model.safetensors", 1_211_486_072),
        ("1_Pooling/config.json", 312),
        ("2_Dense/config.json", 134),
        ("2_Dense/model.safetensors", 9_437_272),
        ("3_Dense/config.json", 134),
        ("3_Dense/model.safetensors", 9_437_272),
    ];

    /// <summary>Returns the folder of the first whole copy.</summary>
    /// <exception cref="FileNotFoundException">There is none; the message says where it was looked for and what to do.</exception>
    public static string Find(HuggingFaceCache cache)
    {
        var tried = new List<string>();
        foreach (var (repository, revision) in Sources)
        {
            var folder = cache.Snapshot(repository, revision);
            if (FirstFault(folder) is not { } fault)
                return folder;
            tried.Add($"{folder} ({fault})");
        }

        throw new FileNotFoundException(
            $"EmbeddingGemma 300M is not on this machine. Looked for: {string.Join("; ", tried)}. Ways out: " +
            $"fetch it with Hugging Face's tools (hf download {Sources[1].Repository} --revision {Sources[1].Revision}), under the Gemma Terms of Use; " +
            "or name a folder that holds it with EmbeddingGemmaModel.FromDirectory; " +
            "or use EmbeddingGemmaModel.Nano, a smaller model with other vectors, which the package SK.EmbeddingGemma.Models.Nano brings.",
            Path.Combine(cache.Snapshot(Sources[0].Repository, Sources[0].Revision), Files[0].File));
    }

    private static string? FirstFault(string folder)
    {
        if (!Directory.Exists(folder))
            return "no such folder";
        foreach (var (file, bytes) in Files)
        {
            var path = Path.Combine(folder, file);
            if (!File.Exists(path))
                return $"{file} is missing";
            using var handle = File.OpenHandle(path, share: FileShare.Read | FileShare.Delete); // follows the links that the cache is made of
            if (RandomAccess.GetLength(handle) is var length && length != bytes)
                return $"{file} has {length} bytes instead of {bytes}";
        }

        return null;
    }
}
