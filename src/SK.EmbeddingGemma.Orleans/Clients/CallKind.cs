namespace SK.EmbeddingGemma.Clients;

/// <summary>How urgent a call is.</summary>
internal enum CallKind
{
    /// <summary>Few short texts that somebody waits for.</summary>
    Query,

    /// <summary>Part of bulk work, which waits for its turn.</summary>
    Bulk,
}
