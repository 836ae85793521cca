namespace SK.EmbeddingGemma.Models;

/// <summary>What a model's weights were. Immutable.</summary>
/// <param name="Hash">The hash of the files that it was converted from, 64 hexadecimal digits.</param>
/// <param name="Revision">The short name of its content, 16 hexadecimal digits.</param>
internal sealed record SourceIdentity(string Hash, string Revision);
