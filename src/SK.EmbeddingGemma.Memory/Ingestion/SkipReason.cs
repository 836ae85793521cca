namespace SK.EmbeddingGemma;

/// <summary>Why a file of a folder was not ingested.</summary>
public enum SkipReason
{
    /// <summary>It is no text: it has zero bytes, or bytes that are no UTF-8.</summary>
    Binary = 0,

    /// <summary>It is longer than <see cref="IngestionOptions.MaxFileBytes"/>.</summary>
    TooLong = 1,

    /// <summary>It cannot be read: it is gone, locked, or may not be read.</summary>
    Unreadable = 2,

    /// <summary>It is a damaged document.</summary>
    Damaged = 3,

    /// <summary>It is a document that needs a password.</summary>
    Encrypted = 4,

    /// <summary>It holds no text, such as a scan without a text layer.</summary>
    Empty = 5,
}
