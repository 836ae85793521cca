namespace SK.EmbeddingGemma;

/// <summary>The number format that a model computes in.</summary>
public enum EmbeddingGemmaPrecision
{
    /// <summary>32-bit floating point throughout: the reference's numbers.</summary>
    Float32,
}
