using SK.EmbeddingGemma.Graphs;

namespace SK.EmbeddingGemma.Inference;

/// <summary>Where the texts of a pack lie and what attends to what: the graph's inputs other than the embeddings.</summary>
/// <remarks>
/// Texts lie one behind the other without padding. For attention each is cut into blocks of at most <see cref="LocalWindow.BlockLength"/>
/// queries. A block of <see cref="BlockCount"/> has room for <see cref="QueryCount"/> queries and <see cref="KeyCount"/> keys;
/// room that it does not need names token 0, hidden by the bias.
/// </remarks>
internal sealed class PackLayout
{
    /// <summary>
    /// Blocks have room for a multiple of these keys. The runtime sums a row's weights in steps of at most so many; so the room of a
    /// pack, which hangs on its longest text, changes no rounding, and a text's vector is the same in whatever pack it runs. Without
    /// that, 8-bit activations would make of such a difference one as large as their own error.
    /// </summary>
    private const int KeyStep = 64;

    private readonly List<Block> _blocks = [];

    /// <summary>Lays texts of <paramref name="lengths"/> tokens behind one another: one text of any length, or several that the window leaves open.</summary>
    public PackLayout(ReadOnlySpan<int> lengths, LocalWindow window, int rowsPerQuery)
    {
        TextCount = lengths.Length;
        foreach (var length in lengths)
        {
            AddBlocks(length, window);
            TokenCount += length;
        }

        Positions = new long[TokenCount];
        Pooling = new float[TextCount * TokenCount];
        QueryCount = _blocks.Max(block => block.QueryEnd - block.FirstQuery);
        KeyCount = (_blocks.Max(block => block.KeyEnd - block.FirstKey) + KeyStep - 1) / KeyStep * KeyStep;
        BlockQueries = new long[BlockCount * QueryCount];
        BlockKeys = new long[BlockCount * KeyCount];
        BlockPlaces = new long[TokenCount];
        BlockBias = new float[BlockCount * QueryCount * rowsPerQuery * KeyCount];
        FillTexts(lengths);
        FillBlocks(window.Radius, rowsPerQuery);
    }

    /// <summary>Gets the number of texts.</summary>
    public int TextCount { get; }

    /// <summary>Gets the number of tokens of all texts.</summary>
    public int TokenCount { get; }

    /// <summary>Gets the number of blocks.</summary>
    public int BlockCount => _blocks.Count;

    /// <summary>Gets the queries that a block has room for, in tokens.</summary>
    public int QueryCount { get; }

    /// <summary>Gets the keys that a block has room for, in tokens.</summary>
    public int KeyCount { get; }

    /// <summary>Gets each token's position in its text, [tokens].</summary>
    public long[] Positions { get; }

    /// <summary>Gets the weights of the mean, [texts, tokens].</summary>
    public float[] Pooling { get; }

    /// <summary>Gets <see cref="PackedAttention.BlockQueries"/>, [blocks, queries].</summary>
    public long[] BlockQueries { get; }

    /// <summary>Gets <see cref="PackedAttention.BlockKeys"/>, [blocks, keys].</summary>
    public long[] BlockKeys { get; }

    /// <summary>Gets <see cref="PackedAttention.BlockPlaces"/>, [tokens].</summary>
    public long[] BlockPlaces { get; }

    /// <summary>Gets <see cref="PackedAttention.BlockBias"/>, [blocks, 1, queries * rowsPerQuery, keys].</summary>
    public float[] BlockBias { get; }

    private void AddBlocks(int length, LocalWindow window)
    {
        var (offset, end) = (TokenCount, TokenCount + length);
        var count = (length + window.BlockLength - 1) / window.BlockLength;
        var size = (length + count - 1) / count;
        for (var first = offset; first < end; first += size)
        {
            var behind = Math.Min(first + size, end);
            _blocks.Add(new Block(first, behind, Math.Max(offset, first - window.Radius), Math.Min(end, behind + window.Radius)));
        }
    }

    private void FillTexts(ReadOnlySpan<int> lengths)
    {
        var offset = 0;
        for (var text = 0; text < lengths.Length; text++)
        {
            for (var i = 0; i < lengths[text]; i++)
            {
                Positions[offset + i] = i;
            }

            Pooling.AsSpan((text * TokenCount) + offset, lengths[text]).Fill(1f / lengths[text]);
            offset += lengths[text];
        }
    }

    private void FillBlocks(int radius, int rowsPerQuery)
    {
        for (var i = 0; i < BlockCount; i++)
        {
            var block = _blocks[i];
            for (var query = block.FirstQuery; query < block.QueryEnd; query++)
            {
                BlockPlaces[query] = (i * QueryCount) + query - block.FirstQuery;
                BlockQueries[BlockPlaces[query]] = query;
            }

            for (var key = block.FirstKey; key < block.KeyEnd; key++)
            {
                BlockKeys[(i * KeyCount) + key - block.FirstKey] = key;
            }

            FillBias(block, BlockBias.AsSpan(i * QueryCount * rowsPerQuery * KeyCount), radius, rowsPerQuery);
        }
    }

    /// <summary>Hides the keys out of a query's reach; a query that only fills up room sees what the first sees, so that its weights stay finite.</summary>
    private void FillBias(Block block, Span<float> bias, int radius, int rowsPerQuery)
    {
        for (var row = 0; row < QueryCount * rowsPerQuery; row++)
        {
            var query = block.FirstQuery + (row / rowsPerQuery);
            query = query < block.QueryEnd ? query : block.FirstQuery;
            var line = bias.Slice(row * KeyCount, KeyCount);
            var first = Math.Max(query - radius, block.FirstKey) - block.FirstKey;
            var end = Math.Min(query + radius + 1, block.KeyEnd) - block.FirstKey;
            line[..first].Fill(PackedAttention.Hidden);
            line[end..].Fill(PackedAttention.Hidden);
        }
    }

    /// <summary>Neighbouring queries of one text, and the keys that any of them can see.</summary>
    private sealed record Block(int FirstQuery, int QueryEnd, int FirstKey, int KeyEnd);
}
