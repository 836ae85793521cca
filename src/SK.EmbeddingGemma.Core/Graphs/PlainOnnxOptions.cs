namespace SK.EmbeddingGemma.Graphs;

/// <summary>How a plain ONNX model is written. Immutable.</summary>
internal sealed record PlainOnnxOptions
{
    /// <summary>Gets whether weights stand in a file of their own, beside the model; where they do not fit into it (2 GB) they do anyway.</summary>
    public bool ExternalData { get; init; }

    /// <summary>Gets whether linear layers and the embedding table have 8-bit weights.</summary>
    public bool Int8 { get; init; }

    /// <summary>Gets whether files that are there are replaced.</summary>
    public bool Overwrites { get; init; }
}
