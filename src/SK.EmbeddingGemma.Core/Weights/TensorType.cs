namespace SK.EmbeddingGemma.Weights;

/// <summary>The number formats of weights that are read; all little-endian.</summary>
internal enum TensorType
{
    /// <summary>IEEE 754 single precision.</summary>
    Float32,

    /// <summary>IEEE 754 half precision.</summary>
    Float16,

    /// <summary>The upper half of a single-precision float.</summary>
    BFloat16,

    /// <summary>GGUF's Q8_0: blocks of 32 signed bytes behind their scale in half precision.</summary>
    BlockInt8,

    /// <summary>GGUF's Q4_0: blocks of 32 half bytes, less 8, behind their scale in half precision; the lower halves come first.</summary>
    BlockInt4,
}
