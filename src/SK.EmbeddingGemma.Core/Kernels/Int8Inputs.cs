namespace SK.EmbeddingGemma.Kernels;

/// <summary>How inputs of 0 to 255 are stored for a <see cref="Int8Tile"/>.</summary>
internal enum Int8Inputs
{
    /// <summary>As unsigned bytes.</summary>
    Bytes,

    /// <summary>As signed bytes, 128 less.</summary>
    SignedBytes,

    /// <summary>As integers of 16 bits: instructions that multiply bytes would saturate.</summary>
    Shorts,
}
