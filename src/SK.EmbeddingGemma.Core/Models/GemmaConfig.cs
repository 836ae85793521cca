namespace SK.EmbeddingGemma.Models;

/// <summary>The architecture of a transformer of EmbeddingGemma 300M's or EmbeddingGemma 2's family, as its config.json states it. Immutable.</summary>
internal sealed record GemmaConfig
{
    /// <summary>Gets the number of rows of the embedding table.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Gets the width of the residual stream, in floats.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Gets the width of the gated feed-forward layers, in floats.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Gets the number of query heads, a multiple of the number of key and value heads.</summary>
    public required int HeadCount { get; init; }

    /// <summary>Gets the number of key and value heads; of local layers, where <see cref="Second"/> has another for global ones.</summary>
    public required int KeyValueHeadCount { get; init; }

    /// <summary>Gets the width of a head, in floats; even; of local layers, where <see cref="Second"/> has another for global ones.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Gets the number of positions that the model declares, in tokens.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>Gets what attention scores are multiplied with: query_pre_attn_scalar to the power of -0.5.</summary>
    public required float AttentionScale { get; init; }

    /// <summary>Gets the term that keeps RMSNorm from dividing by 0.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>Gets what EmbeddingGemma 2 has beyond the other, or <see langword="null"/>.</summary>
    public SecondGeneration? Second { get; init; }

    /// <summary>Gets what is added to the scales of RMSNorm as they are stored: 1 where they are kept as their difference from 1, as in Gemma 3, or 0.</summary>
    public float NormOffset { get; init; } = 1;

    /// <summary>Gets the kind of each layer, first to last.</summary>
    public required IReadOnlyList<LayerKind> Layers { get; init; }

    /// <summary>Gets the reach of local layers, in tokens: a token at i sees j where |i - j| is at most this.</summary>
    public required int LocalRadius { get; init; }

    /// <summary>Gets the RoPE base of local layers.</summary>
    public required double LocalRopeTheta { get; init; }

    /// <summary>Gets the RoPE base of global layers.</summary>
    public required double GlobalRopeTheta { get; init; }

    /// <summary>Gets the id of the token before a text.</summary>
    public required int BosTokenId { get; init; }

    /// <summary>Gets the id of the token after a text.</summary>
    public required int EosTokenId { get; init; }

    /// <summary>Gets the id of the padding token.</summary>
    public required int PadTokenId { get; init; }

    /// <summary>Gets the number of weights in the linear parts of all layers: what a token is computed with.</summary>
    public long LayerWeightCount
    {
        get
        {
            var attention = Layers.Sum(kind => 2L * HiddenSize * HeadsOf(kind).Size * (HeadCount + HeadsOf(kind).KeyValueCount));
            var perLayer = Second is null ? 0 : 3L * HiddenSize * Second.LayerInputSize;
            return attention + (Layers.Count * ((3L * HiddenSize * IntermediateSize) + perLayer));
        }
    }

    /// <summary>Returns the attention heads of a kind of layer.</summary>
    public HeadGeometry HeadsOf(LayerKind kind) => kind == LayerKind.Global && Second is not null ? Second.GlobalHeads : new(HeadSize, KeyValueHeadCount);

    /// <summary>Returns the attention heads of a layer.</summary>
    public HeadGeometry HeadsOf(int layer) => HeadsOf(Layers[layer]);
}
