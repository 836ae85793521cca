using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// Attention over a pack, block by block: a block is some neighbouring queries of a text with the keys that they may see. All blocks
/// of a pack are one batch, brought to one size with padding that the bias hides, so that they are computed beside each other and
/// the work of local layers grows linearly with a text.
/// </summary>
internal sealed class PackedAttention(OnnxGraph graph, GemmaConfig config)
{
    /// <summary>Input: the tokens whose queries each block has, int64 [blocks, queries].</summary>
    public const string BlockQueries = "block_queries";

    /// <summary>Input: the tokens whose keys each block sees, int64 [blocks, keys].</summary>
    public const string BlockKeys = "block_keys";

    /// <summary>
    /// Input: what is added to scores, 0 or <see cref="Hidden"/>, float [blocks, 1, queries * R, keys]; a token's query has R rows, one for
    /// each of the query heads that share a key head.
    /// </summary>
    public const string BlockBias = "block_bias";

    /// <summary>Input: where each token's query is in <see cref="BlockQueries"/>, counted over all blocks, int64 [tokens].</summary>
    public const string BlockPlaces = "block_places";

    /// <summary>Input: whether the pack is one text longer than the window, bool [].</summary>
    public const string IsLong = "is_long";

    /// <summary>The bias of a pair out of reach: low enough that its weight is exactly 0, high enough to stay finite.</summary>
    public const float Hidden = -1e30f;

    private int RowsPerQuery => config.HeadCount / config.KeyValueHeadCount;

    private int Width => config.KeyValueHeadCount * config.HeadSize;

    /// <summary>Declares the inputs.</summary>
    public void AddInputs()
    {
        graph.Input(BlockQueries, OnnxTensorType.Int64, ["blocks", "queries"]);
        graph.Input(BlockKeys, OnnxTensorType.Int64, ["blocks", "keys"]);
        graph.Input(BlockBias, OnnxTensorType.Float, ["blocks", "1", "query_rows", "keys"]);
        graph.Input(BlockPlaces, OnnxTensorType.Int64, ["tokens"]);
        graph.Input(IsLong, OnnxTensorType.Bool, []);
    }

    /// <summary>Adds the attention of a local layer, or that of a global layer in a pack whose every text lies within the window.</summary>
    /// <param name="query">The queries, [tokens, R * G * headSize]: for each token R rows of G heads.</param>
    /// <param name="key">The keys, [tokens, G * headSize].</param>
    /// <param name="value">The values, [tokens, G * headSize].</param>
    /// <returns>The heads' outputs, ordered as the queries are.</returns>
    public string AddLocal(string query, string key, string value) => Add(graph, query, key, value);

    /// <summary>Adds the attention of a global layer: one text alone needs no bias, which keeps the runtime on its flash attention.</summary>
    /// <inheritdoc cref="AddLocal"/>
    public string AddGlobal(string query, string key, string value, int layer)
    {
        var single = new OnnxGraph($"attention_{layer}/single");
        var attended = Attend(
            single,
            [
                single.Add("Reshape", [query, single.Constant(1, -1, Width)]),
                single.Add("Unsqueeze", [key, single.Constant(0)]),
                single.Add("Unsqueeze", [value, single.Constant(0)]),
            ]);
        single.Return(single.Add("Reshape", [attended, single.Constant(-1, RowsPerQuery * Width)]), OnnxTensorType.Float, null);

        var several = new OnnxGraph($"attention_{layer}/several");
        several.Return(Add(several, query, key, value), OnnxTensorType.Float, null);
        return graph.Add("If", [IsLong], OnnxAttribute.Of("then_branch", single), OnnxAttribute.Of("else_branch", several));
    }

    private string Add(OnnxGraph target, string query, string key, string value)
    {
        var queries = target.Add("Gather", [query, BlockQueries]); // [blocks, queries, R * width]
        var rows = target.Add("Reshape", [queries, target.Constant(0, -1, Width)]);
        var attended = Attend(
            target,
            [rows, target.Add("Gather", [key, BlockKeys]), target.Add("Gather", [value, BlockKeys]), string.Empty, string.Empty, BlockBias]);
        return target.Add("Gather", [target.Add("Reshape", [attended, target.Constant(-1, RowsPerQuery * Width)]), BlockPlaces]);
    }

    private string Attend(OnnxGraph target, IReadOnlyList<string> inputs) => target.AddFused(
        "MultiHeadAttention",
        inputs,
        OnnxAttribute.Of("num_heads", config.KeyValueHeadCount),
        OnnxAttribute.Of("scale", config.AttentionScale));
}
