namespace SK.EmbeddingGemma.Inference;

/// <summary>Where the texts of a pack lie, one behind the other without padding: the graph's inputs other than the embeddings.</summary>
internal sealed class PackLayout
{
    /// <summary>Lays texts of <paramref name="lengths"/> tokens behind one another.</summary>
    public PackLayout(ReadOnlySpan<int> lengths)
    {
        Starts = new long[lengths.Length + 1];
        for (var text = 0; text < lengths.Length; text++)
        {
            Starts[text + 1] = Starts[text] + lengths[text];
        }

        Pooling = new float[lengths.Length * TokenCount];
        for (var text = 0; text < lengths.Length; text++)
        {
            Pooling.AsSpan((text * TokenCount) + (int)Starts[text], lengths[text]).Fill(1f / lengths[text]);
        }
    }

    /// <summary>Gets the number of tokens of all texts.</summary>
    public int TokenCount => (int)Starts[^1];

    /// <summary>Gets each text's first token, and the end of the last, [texts + 1].</summary>
    public long[] Starts { get; }

    /// <summary>Gets the weights of the mean, [texts, tokens].</summary>
    public float[] Pooling { get; }
}
