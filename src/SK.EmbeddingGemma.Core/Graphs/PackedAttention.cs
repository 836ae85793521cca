using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// Attention over a pack, span by span: a loop whose turns each take some queries and the keys that they may see. A span is five
/// integers: the first query row and the row behind the last (a token has as many rows as queries to each key head), the first key
/// and the key behind the last, and the mask's first column, or -1 where every query sees every key.
/// </summary>
/// <remarks>Without a mask the runtime takes its flash attention; with one, the block's scores are small enough for the plain way.</remarks>
internal sealed class PackedAttention(OnnxGraph graph, GemmaConfig config, int layer)
{
    /// <summary>The number of integers that describe a span.</summary>
    public const int SpanLength = 5;

    /// <summary>The mask's column where there is no mask.</summary>
    public const int NoMask = -1;

    private readonly OnnxGraph _body = new($"attention_{layer}");

    /// <summary>Adds the loop and returns its result, [1, query rows, G * headSize]; <paramref name="query"/> has that shape too, key and value are [1, tokens, G * headSize].</summary>
    public string Add(string query, string key, string value, string spans, string? mask)
    {
        var count = graph.Add("Shape", [spans], OnnxAttribute.Of("start", 0), OnnxAttribute.Of("end", 1));
        var turns = graph.Add("Squeeze", [count, graph.Constant(0)]);
        var none = graph.Add("SequenceEmpty", [], OnnxAttribute.Of("dtype", (long)OnnxTensorType.Float));
        BuildBody(query, key, value, spans, mask);
        var parts = graph.Add("Loop", [turns, string.Empty, none], OnnxAttribute.Of("body", _body));
        return graph.Add("ConcatFromSequence", [parts], OnnxAttribute.Of("axis", 1));
    }

    private void BuildBody(string query, string key, string value, string spans, string? mask)
    {
        var turn = _body.Input($"{_body.Name}/turn", OnnxTensorType.Int64, []);
        var going = _body.Input($"{_body.Name}/going", OnnxTensorType.Bool, []);
        var done = _body.Input($"{_body.Name}/done", OnnxTensorType.Float, null, isSequence: true);

        var span = _body.Add("Split", string.Empty, [_body.Add("Gather", [spans, turn])], SpanLength, OnnxAttribute.Of("num_outputs", SpanLength));
        var axis = _body.Constant(1);
        var queries = _body.Add("Slice", [query, span[0], span[1], axis]);
        var keys = _body.Add("Slice", [key, span[2], span[3], axis]);
        var values = _body.Add("Slice", [value, span[2], span[3], axis]);
        var attended = mask is null
            ? Attend(_body, [queries, keys, values])
            : Branch(queries, keys, values, mask, span);

        _body.Return(_body.Add("Identity", [going]), OnnxTensorType.Bool, []);
        _body.Return(_body.Add("SequenceInsert", [done, attended]), OnnxTensorType.Float, null, isSequence: true);
    }

    private string Branch(string queries, string keys, string values, string mask, string[] span)
    {
        var open = new OnnxGraph($"{_body.Name}/open");
        open.Return(Attend(open, [queries, keys, values]), OnnxTensorType.Float, null);

        var masked = new OnnxGraph($"{_body.Name}/masked");
        var rows = masked.Add("Sub", [span[1], span[0]]);
        var columns = masked.Add("Sub", [span[3], span[2]]);
        var starts = masked.Add("Concat", [masked.Constant(0), span[4]], OnnxAttribute.Of("axis", 0));
        var ends = masked.Add("Concat", [rows, masked.Add("Add", [span[4], columns])], OnnxAttribute.Of("axis", 0));
        var part = masked.Add("Slice", [mask, starts, ends, masked.Constant(0, 1)]);
        var bias = masked.Add("Unsqueeze", [part, masked.Constant(0, 1)]);
        masked.Return(Attend(masked, [queries, keys, values, string.Empty, string.Empty, bias]), OnnxTensorType.Float, null);

        var isMasked = _body.Add("Squeeze", [_body.Add("GreaterOrEqual", [span[4], _body.Constant(0)]), _body.Constant(0)]);
        return _body.Add("If", [isMasked], OnnxAttribute.Of("then_branch", masked), OnnxAttribute.Of("else_branch", open));
    }

    private string Attend(OnnxGraph graph, IReadOnlyList<string> inputs) => graph.AddFused(
        "MultiHeadAttention",
        inputs,
        OnnxAttribute.Of("num_heads", config.KeyValueHeadCount),
        OnnxAttribute.Of("scale", config.AttentionScale));
}
