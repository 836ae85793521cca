namespace SK.EmbeddingGemma.Graphs;

/// <summary>The linear parts of a layer, in their order.</summary>
internal enum LinearRole
{
    /// <summary>The projection to all queries, keys and values.</summary>
    QueryKeyValue,

    /// <summary>The projection of the heads' outputs.</summary>
    AttentionOutput,

    /// <summary>The first feed-forward layer, with the gate behind it.</summary>
    GateUp,

    /// <summary>The second feed-forward layer.</summary>
    Down,
}
