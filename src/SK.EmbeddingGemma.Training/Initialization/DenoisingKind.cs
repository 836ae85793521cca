namespace SK.EmbeddingGemma.Initialization;

/// <summary>What is taken out of a text (UL2; arXiv 2205.05131, section 3.1).</summary>
internal enum DenoisingKind
{
    /// <summary>R: short spans, 3 tokens on average, 15% in all.</summary>
    Regular,

    /// <summary>X: much: spans of 12 tokens on average, 50% in all.</summary>
    Extreme,

    /// <summary>S: all that follows a prefix.</summary>
    Prefix,
}
