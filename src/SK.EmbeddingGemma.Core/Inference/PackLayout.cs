using SK.EmbeddingGemma.Graphs;

namespace SK.EmbeddingGemma.Inference;

/// <summary>Where the texts of a pack lie and what attends to what: the graph's inputs other than the embeddings.</summary>
internal sealed class PackLayout
{
    /// <summary>Lays texts of <paramref name="lengths"/> tokens behind one another.</summary>
    public PackLayout(ReadOnlySpan<int> lengths, LocalWindow window, int rowsPerQuery)
    {
        TextCount = lengths.Length;
        foreach (var length in lengths)
        {
            TokenCount += length;
        }

        Positions = new long[TokenCount];
        Pooling = new float[TextCount * TokenCount];
        var (global, local) = (new List<long>(), new List<long>());
        var offset = 0;
        for (var text = 0; text < lengths.Length; text++)
        {
            var length = lengths[text];
            for (var i = 0; i < length; i++)
            {
                Positions[offset + i] = i;
            }

            Pooling.AsSpan((text * TokenCount) + offset, length).Fill(1f / length);
            AddSpan(global, offset * rowsPerQuery, (offset + length) * rowsPerQuery, offset, offset + length, PackedAttention.NoMask);
            AddLocalSpans(local, offset, length, window, rowsPerQuery);
            offset += length;
        }

        (GlobalSpans, LocalSpans) = ([.. global], [.. local]);
    }

    /// <summary>Gets the number of texts.</summary>
    public int TextCount { get; }

    /// <summary>Gets the number of tokens of all texts.</summary>
    public int TokenCount { get; }

    /// <summary>Gets each token's position in its text, [tokens].</summary>
    public long[] Positions { get; }

    /// <summary>Gets the weights of the mean, [texts, tokens].</summary>
    public float[] Pooling { get; }

    /// <summary>Gets the spans of global layers, [spans, <see cref="PackedAttention.SpanLength"/>].</summary>
    public long[] GlobalSpans { get; }

    /// <summary>Gets the spans of local layers, [spans, <see cref="PackedAttention.SpanLength"/>].</summary>
    public long[] LocalSpans { get; }

    private static void AddLocalSpans(List<long> spans, int offset, int length, LocalWindow window, int rowsPerQuery)
    {
        if (window.IsOpen(length))
        {
            AddSpan(spans, offset * rowsPerQuery, (offset + length) * rowsPerQuery, offset, offset + length, PackedAttention.NoMask);
            return;
        }

        for (var start = 0; start < length; start += window.BlockLength)
        {
            var end = Math.Min(start + window.BlockLength, length);
            var firstKey = Math.Max(0, start - window.Radius);
            var keyEnd = Math.Min(length, end + window.Radius);
            AddSpan(spans, (offset + start) * rowsPerQuery, (offset + end) * rowsPerQuery, offset + firstKey, offset + keyEnd, firstKey - (start - window.Radius));
        }
    }

    private static void AddSpan(List<long> spans, long firstQuery, long queryEnd, long firstKey, long keyEnd, long maskColumn) =>
        spans.AddRange([firstQuery, queryEnd, firstKey, keyEnd, maskColumn]);
}
