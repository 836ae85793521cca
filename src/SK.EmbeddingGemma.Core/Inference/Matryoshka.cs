using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Inference;

/// <summary>Shortens a vector to its first dimensions and brings it to length 1 (Matryoshka representation learning).</summary>
internal static class Matryoshka
{
    /// <summary>Fills <paramref name="shortened"/> from the front of <paramref name="vector"/>, which is at least as long.</summary>
    public static void Truncate(ReadOnlySpan<float> vector, Span<float> shortened)
    {
        var kept = vector[..shortened.Length];
        var norm = TensorPrimitives.Norm(kept);
        TensorPrimitives.Divide(kept, norm > 0 ? norm : 1, shortened); // zero stays zero: 0/0 would spoil every score
    }
}
