namespace SK.EmbeddingGemma.Models;

/// <summary>A repository of the hub that holds a model, at a pinned revision.</summary>
/// <param name="Repository">Its name, <c>owner/name</c>.</param>
/// <param name="Revision">The commit, 40 hexadecimal digits.</param>
/// <param name="IsGated">Whether its owner asks for an accepted licence and a token.</param>
internal sealed record ManifestSource(string Repository, string Revision, bool IsGated = false);
