using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>The gate of Gemma's feed-forward layers: gelu(gate) * up, with the approximation of gelu by tanh (<c>gelu_pytorch_tanh</c>).</summary>
internal static class Gate
{
    private const float Cubic = 0.044715f;
    private const float Inner = -1.5957691216057308f; // -2 * sqrt(2 / pi): 0.5 (1 + tanh(u)) = 1 / (1 + exp(-2 u))

    /// <summary>Computes 8 results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Apply(Vector256<float> gate, Vector256<float> up)
    {
        var u = gate * (Vector256.Create(1f) + (gate * gate * Cubic)) * Inner;
        return gate * up / (Vector256.Create(1f) + Exponential.Of(u));
    }
}
