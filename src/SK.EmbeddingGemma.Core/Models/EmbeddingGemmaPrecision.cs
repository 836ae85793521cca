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

    /// <summary>
    /// Token embeddings, two thirds of EmbeddingGemma 300M, in 4 bits, and weights of layers in 5, rounded by what some texts make of them, which takes a minute or two once;
    /// computed as in <see cref="Int8"/>, in 40% less space on the disk. Vectors differ more from the reference's: a cosine of 0.997 on average and 0.992 at least over 80 texts
    /// of up to 2,048 tokens with EmbeddingGemma 300M, 0.994 and 0.987 with Nano. Not for EmbeddingGemma 2.
    /// </summary>
    Int4,
}
