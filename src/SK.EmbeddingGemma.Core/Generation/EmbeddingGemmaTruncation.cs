namespace SK.EmbeddingGemma;

/// <summary>What happens to a text that is longer than the model takes.</summary>
public enum EmbeddingGemmaTruncation
{
    /// <summary>Its front is embedded; the embedding says so, and each call logs a warning with counts.</summary>
    Truncate,

    /// <summary>The call fails with an <see cref="ArgumentException"/> before anything is embedded.</summary>
    Throw,
}
