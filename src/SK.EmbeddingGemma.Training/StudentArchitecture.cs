namespace SK.EmbeddingGemma;

/// <summary>The sizes of a model that is trained from the beginning, of EmbeddingGemma 300M's architecture. Immutable.</summary>
public sealed record StudentArchitecture
{
    /// <summary>Gets the width of the residual stream, in floats, at least 2. Default: 128.</summary>
    public int HiddenSize { get; init; } = 128;

    /// <summary>Gets the number of layers, at least 1. Default: 2.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Gets which layers see the whole text: each so-and-so-manieth; the others see <see cref="LocalRadius"/> tokens on either side. Default: 2.</summary>
    public int GlobalEvery { get; init; } = 2;

    /// <summary>Gets how far local layers see, in tokens. Default: 256.</summary>
    public int LocalRadius { get; init; } = 256;

    /// <summary>Gets the number of query heads. Default: 2.</summary>
    public int Heads { get; init; } = 2;

    /// <summary>Gets the number of key and value heads, of which the query heads are a multiple. Default: 1.</summary>
    public int KeyValueHeads { get; init; } = 1;

    /// <summary>Gets the width of a head, in floats, even. Default: 64.</summary>
    public int HeadSize { get; init; } = 64;

    /// <summary>Gets the width of the feed-forward layers, in floats. Default: 384.</summary>
    public int IntermediateSize { get; init; } = 384;

    /// <summary>Gets the width of the vectors, in floats. Default: 128.</summary>
    public int Dimensions { get; init; } = 128;

    /// <summary>Gets the most tokens of a text. Default: 512.</summary>
    public int MaxTokens { get; init; } = 512;
}
