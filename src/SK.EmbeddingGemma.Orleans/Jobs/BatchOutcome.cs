namespace SK.EmbeddingGemma.Jobs;

/// <summary>What became of a batch.</summary>
/// <param name="Position">The position of its last document.</param>
/// <param name="Stored">The documents that are stored.</param>
/// <param name="SetAside">Those that were set aside.</param>
internal sealed record BatchOutcome(string Position, int Stored, IReadOnlyList<SetAsideDocument> SetAside);
