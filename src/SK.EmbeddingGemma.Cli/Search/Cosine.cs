using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Cli;

/// <summary>How alike two vectors are.</summary>
internal static class Cosine
{
    /// <summary>Returns the cosine, from -1 to 1; 0 where a vector is zero.</summary>
    public static float Of(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var cosine = TensorPrimitives.CosineSimilarity(left, right); // models without a normalising module give vectors of any length
        return float.IsNaN(cosine) ? 0 : Math.Clamp(cosine, -1, 1);
    }
}
