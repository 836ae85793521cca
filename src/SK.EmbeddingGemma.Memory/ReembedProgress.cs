namespace SK.EmbeddingGemma;

/// <summary>How far a migration to another model is. Immutable.</summary>
/// <param name="RecordsDone">The records made anew by this call.</param>
/// <param name="RecordsTotal">The records that were to be made anew when it began.</param>
public sealed record ReembedProgress(long RecordsDone, long RecordsTotal);
