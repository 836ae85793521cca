namespace SK.EmbeddingGemma.Models;

/// <summary>The architecture of a transformer of EmbeddingGemma 300M's family, as its config.json states it. Immutable.</summary>
internal sealed record GemmaConfig
{
    /// <summary>Gets the number of rows of the embedding table.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Gets the width of the residual stream, in floats.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Gets the width of the gated feed-forward layers, in floats.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Gets the number of query heads, a multiple of <see cref="KeyValueHeadCount"/>.</summary>
    public required int HeadCount { get; init; }

    /// <summary>Gets the number of key and value heads.</summary>
    public required int KeyValueHeadCount { get; init; }

    /// <summary>Gets the width of a head, in floats; even.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Gets the number of positions that the model declares, in tokens.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>Gets what attention scores are multiplied with: query_pre_attn_scalar to the power of -0.5.</summary>
    public required float AttentionScale { get; init; }

    /// <summary>Gets the term that keeps RMSNorm from dividing by 0.</summary>
    public required float NormEpsilon { get; init; }

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
            var attention = 2L * HiddenSize * HeadSize * (HeadCount + KeyValueHeadCount);
            return Layers.Count * (attention + (3L * HiddenSize * IntermediateSize));
        }
    }

    /// <summary>Gets what is added to the weights of norms to make what they scale by: Gemma 3 stores the difference from 1. 0 means as stored.</summary>
    public float NormOffset { get; init; } = 1;
}
