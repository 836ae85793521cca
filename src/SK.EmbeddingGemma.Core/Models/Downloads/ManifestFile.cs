namespace SK.EmbeddingGemma.Models;

/// <summary>A file of a model.</summary>
/// <param name="Path">Its path in the repository, with slashes.</param>
/// <param name="Length">Its length, or <see langword="null"/> where none is published.</param>
/// <param name="Sha256">Its SHA-256 in hexadecimal, or <see langword="null"/> where none is published.</param>
/// <param name="TensorPrefix">What the names of the tensors begin with that are fetched of a safetensors file; <see langword="null"/> for the whole file.</param>
internal sealed record ManifestFile(string Path, long? Length = null, string? Sha256 = null, string? TensorPrefix = null)
{
    /// <summary>Returns whether a text is a path that stays below the folder it is joined to.</summary>
    public static bool IsPath(string text) => !text.AsSpan().ContainsAny('\\', ':', '\0') && !text.Split('/').Any(part => part is "" or "." or "..");
}
