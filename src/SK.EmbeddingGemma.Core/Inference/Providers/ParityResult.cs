namespace SK.EmbeddingGemma.Inference.Providers;

/// <summary>How a provider's vectors compare with the processor's.</summary>
/// <param name="LeastCosine">The least cosine; NaN where there are no vectors to compare.</param>
/// <param name="Fault">What is wrong, as a clause; <see langword="null"/> where nothing is.</param>
internal sealed record ParityResult(double LeastCosine, string? Fault)
{
    /// <summary>Gets whether the provider may be trusted.</summary>
    public bool IsGood => Fault is null;
}
