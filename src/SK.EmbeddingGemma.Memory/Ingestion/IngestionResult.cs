namespace SK.EmbeddingGemma;

/// <summary>What an ingestion did. Immutable.</summary>
public sealed record IngestionResult
{
    /// <summary>Gets the number of files that were new or changed, and are stored.</summary>
    public required int Stored { get; init; }

    /// <summary>Gets the number of files whose text is stored already.</summary>
    public required int Unchanged { get; init; }

    /// <summary>Gets the number of files that were stored once and are forgotten: they are no longer there, or no longer to be taken, or hold no text any more.</summary>
    public required int Forgotten { get; init; }

    /// <summary>Gets the number of chunks that were embedded and stored.</summary>
    public required int Chunks { get; init; }

    /// <summary>Gets the files that were left out for a reason of their own, in the order of their paths.</summary>
    public required IReadOnlyList<SkippedFile> Skipped { get; init; }
}
