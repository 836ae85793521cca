namespace SK.EmbeddingGemma.Weights.Gguf;

/// <summary>The number formats of GGUF tensors that are read, of which F32, F16 and Q8_0 are written; the value is the format's number in a file.</summary>
internal enum GgufType
{
    /// <summary>IEEE 754 single precision.</summary>
    F32 = 0,

    /// <summary>IEEE 754 half precision.</summary>
    F16 = 1,

    /// <summary>Q4_0: blocks of 32 half bytes behind their scale in half precision.</summary>
    Q4 = 2,

    /// <summary>Q8_0: blocks of 32 signed bytes behind their scale in half precision.</summary>
    Q8 = 8,

    /// <summary>The upper half of a single-precision float.</summary>
    BF16 = 30,
}
