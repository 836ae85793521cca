namespace SK.EmbeddingGemma.Models;

/// <summary>The number format that a model computes in where nobody names one.</summary>
internal static class DefaultPrecision
{
    /// <summary>Of Nano: it is small and fast as it is, and gives the reference's numbers.</summary>
    public const EmbeddingGemmaPrecision Nano = EmbeddingGemmaPrecision.Float32;

    /// <summary>Of EmbeddingGemma 300M: a third to a quarter of the memory, faster, and close to the reference (a cosine of 0.999).</summary>
    public const EmbeddingGemmaPrecision Gemma300M = EmbeddingGemmaPrecision.Int8;

    /// <summary>
    /// From here on a model is of EmbeddingGemma 300M's class, which has 101 million weights in its layers. What 8 bits cost was measured there;
    /// smaller models gain less, and nobody knows what they lose.
    /// </summary>
    private const long LeastLargeWeights = 50_000_000;

    /// <summary>Returns that of a model of which only the architecture is known, such as a fine-tune.</summary>
    public static EmbeddingGemmaPrecision Of(GemmaConfig config) =>
        config.LayerWeightCount >= LeastLargeWeights ? Gemma300M : EmbeddingGemmaPrecision.Float32;
}
