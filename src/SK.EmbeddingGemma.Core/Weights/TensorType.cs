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
}
