using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// The attention of a plain graph. Padding and, in local layers, what is out of reach get the lowest score there is rather than minus
/// infinity: a row in which nothing is seen, such as one of padding alone, gives numbers.
/// </summary>
internal sealed class PlainAttention
{
    private readonly OnnxGraph _graph;
    private readonly GemmaConfig _config;
    private readonly string _mask;
    private readonly string _length;
    private readonly string _zero;
    private readonly string _lowest;
    private readonly Dictionary<LayerKind, string> _bias = [];
    private readonly Dictionary<LayerKind, (string Cosines, string Sines)> _rotary = [];

    /// <param name="graph">The graph to add to.</param>
    /// <param name="directory">The model.</param>
    /// <param name="mask">The mask, int64 [batch, sequence].</param>
    public PlainAttention(OnnxGraph graph, ModelDirectory directory, string mask)
    {
        (_graph, _config) = (graph, directory.Config);
        _zero = graph.Scalar("zero", 0);
        _lowest = graph.Scalar("lowest", float.MinValue);
        _length = graph.Add("Shape", [mask], OnnxAttribute.Of("start", 1));
        _mask = graph.Add("Unsqueeze", [graph.Add("Cast", [mask], OnnxAttribute.Of("to", (long)OnnxTensorType.Bool)), graph.Constant(1, 2)]);
        foreach (var kind in directory.Config.Layers.Distinct())
        {
            _bias[kind] = Bias(kind == LayerKind.Global ? _mask : graph.Add("And", [_mask, Reach()]));
            _rotary[kind] = Rotary(kind, directory.MaxTokens);
        }
    }

    /// <summary>Adds the attention of a layer; query [batch, sequence, heads, size], key and value [batch, sequence, groups, size]; result [batch, sequence, heads * size].</summary>
    /// <remarks>The query heads that share a key head become more rows of it: keys and values are copied for none.</remarks>
    public string Add(string query, string key, string value, LayerKind kind)
    {
        var (head, heads, groups) = (_config.HeadSize, _config.HeadCount, _config.KeyValueHeadCount);
        var queries = Reshape(Rotate(HeadsFirst(query), kind), 0, groups, -1, head);
        var keys = _graph.Add("Transpose", [Rotate(HeadsFirst(key), kind)], OnnxAttribute.Of("perm", 0, 1, 3, 2));
        var scores = Reshape(_graph.Add("MatMul", [queries, keys]), 0, heads, -1, 0);
        var shares = _graph.Add("Softmax", [_graph.Add("Add", [scores, _bias[kind]])], OnnxAttribute.Of("axis", -1L));
        var attended = _graph.Add("MatMul", [Reshape(shares, 0, groups, -1, 0), HeadsFirst(value)]);
        return Reshape(HeadsFirst(Reshape(attended, 0, heads, -1, head)), 0, 0, heads * head);
    }

    private string Reshape(string input, params ReadOnlySpan<long> shape) => _graph.Add("Reshape", [input, _graph.Constant(shape)]);

    private string HeadsFirst(string input) => _graph.Add("Transpose", [input], OnnxAttribute.Of("perm", 0, 2, 1, 3));

    private string Rotate(string input, LayerKind kind)
    {
        var (cosines, sines) = _rotary[kind];
        var half = _config.HeadSize / 2;
        var parts = _graph.Add("Split", string.Empty, [input, _graph.Constant(half, half)], 2, OnnxAttribute.Of("axis", -1L));
        var first = _graph.Add("Sub", [Times(parts[0], cosines), Times(parts[1], sines)]);
        var second = _graph.Add("Add", [Times(parts[1], cosines), Times(parts[0], sines)]);
        return _graph.Add("Concat", [first, second], OnnxAttribute.Of("axis", -1L));

        string Times(string left, string right) => _graph.Add("Mul", [left, right]);
    }

    private (string Cosines, string Sines) Rotary(LayerKind kind, int positions)
    {
        var isGlobal = kind == LayerKind.Global;
        var (cosines, sines) = PlainWeights.Rotary(isGlobal ? "rotary.global" : "rotary.local", positions, _config.HeadsOf(kind), isGlobal ? _config.GlobalRopeTheta : _config.LocalRopeTheta);
        return (Used(cosines), Used(sines));

        string Used(OnnxInitializer table) => _graph.Add("Slice", [_graph.Add(table), _graph.Constant(0), _length, _graph.Constant(0)]);
    }

    /// <summary>Adds which positions see each other in local layers: bool [sequence, sequence].</summary>
    private string Reach()
    {
        var first = _graph.Add(OnnxInitializer.Integers("first", 0) with { Shape = [] });
        var step = _graph.Add(OnnxInitializer.Integers("step", 1) with { Shape = [] });
        var radius = _graph.Add(OnnxInitializer.Integers("radius", _config.LocalRadius) with { Shape = [] });
        var positions = _graph.Add("Range", [first, _graph.Add("Squeeze", [_length]), step]);
        var distance = _graph.Add("Sub", [_graph.Add("Unsqueeze", [positions, _graph.Constant(1)]), positions]);
        return _graph.Add("LessOrEqual", [_graph.Add("Abs", [distance]), radius]);
    }

    private string Bias(string seen) => _graph.Add("Where", [seen, _zero, _lowest]);
}
