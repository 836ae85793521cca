namespace SK.EmbeddingGemma;

/// <summary>The number format that a model computes in.</summary>
public enum EmbeddingGemmaPrecision
{
    /// <summary>32-bit floating point throughout: the reference's numbers.</summary>
    Float32,

    /// <summary>
    /// 8-bit integer weights, and activations brought to 8 bits row by row, so that a vector does not depend on what it is
    /// computed together with; a third to a quarter of the memory. Vectors differ a little from the reference's: a cosine of 0.999 on average with EmbeddingGemma 300M.
    /// </summary>
    Int8,
}
