namespace SK.EmbeddingGemma.Kernels;

/// <summary>The attention of a layer.</summary>
/// <param name="Heads">The query heads; head h uses the keys and values of key head h / (Heads / KeyHeads).</param>
/// <param name="KeyHeads">The key and value heads.</param>
/// <param name="HeadSize">The floats of a head, an even number.</param>
/// <param name="Radius">How far away, in tokens, what a token sees may be, to both sides.</param>
/// <param name="Scale">What scores are multiplied by.</param>
/// <param name="Epsilon">What is added to the mean square of a head before its root is taken.</param>
/// <param name="NormalizesValues">Whether values too are divided by the root of their mean square.</param>
internal sealed record AttentionShape(int Heads, int KeyHeads, int HeadSize, int Radius, float Scale, float Epsilon, bool NormalizesValues = false)
{
    /// <summary>Gets the query heads that share a key head.</summary>
    public int HeadsPerKey => Heads / KeyHeads;

    /// <summary>Gets the floats of a token's queries, keys and values.</summary>
    public int RowSize => (Heads + (2 * KeyHeads)) * HeadSize;

    /// <summary>Gets the panels of a head.</summary>
    public int Panels => (HeadSize + FloatTile.Columns - 1) / FloatTile.Columns;
}
