using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>What the attention of a layer reads.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct AttentionInputs
{
    /// <summary>The tokens' queries, keys and values, [tokens, (Heads + 2 KeyHeads) * HeadSize].</summary>
    public float* Rows { get; init; }

    /// <summary>The scale of the queries' norm, [HeadSize].</summary>
    public float* QueryNorm { get; init; }

    /// <summary>The scale of the keys' norm, [HeadSize].</summary>
    public float* KeyNorm { get; init; }

    /// <summary>The cosines of rotary position embedding, [positions, HeadSize / 2].</summary>
    public float* Cosines { get; init; }

    /// <summary>The sines, likewise.</summary>
    public float* Sines { get; init; }
}
