using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// Builds the graph that embeds a pack: the tokens of several texts behind one another, without padding. All but attention and
/// pooling works on the pack as on one long text; attention runs span by span (<see cref="PackedAttention"/>).
/// </summary>
internal sealed class PackedGraph
{
    /// <summary>Input: token embeddings, already scaled, float [tokens, hidden].</summary>
    public const string Embeddings = "embeddings";

    /// <summary>Input: each token's position in its text, int64 [1, tokens].</summary>
    public const string Positions = "positions";

    /// <summary>Input: a row for each text, 1 / length at its tokens, 0 elsewhere, float [texts, tokens].</summary>
    public const string Pooling = "pooling";

    /// <summary>Output: a vector for each text, not normalised, float [texts, dimensions].</summary>
    public const string Vectors = "vectors";

    /// <summary>The tokens of a pack of several texts: enough to keep the matrix products efficient, few enough to notice a cancellation soon.</summary>
    public const int TokenBudget = 1024;

    private readonly OnnxGraph _graph = new("embedding_gemma");
    private readonly IReadOnlyDictionary<string, OnnxInitializer> _weights;
    private readonly GemmaConfig _config;
    private readonly EmbeddingGemmaPrecision _precision;
    private readonly OnnxAttribute _epsilon;
    private readonly PackedAttention _attention;

    private PackedGraph(GemmaConfig config, EmbeddingGemmaPrecision precision, IReadOnlyDictionary<string, OnnxInitializer> weights)
    {
        _config = config;
        _precision = precision;
        _weights = weights;
        _epsilon = OnnxAttribute.Of("epsilon", config.NormEpsilon);
        _attention = new PackedAttention(_graph, config);
    }

    /// <summary>Returns the graph for a model whose weights are <paramref name="weights"/>.</summary>
    public static OnnxGraph Build(GemmaConfig config, EmbeddingGemmaPrecision precision, IReadOnlyDictionary<string, OnnxInitializer> weights) => new PackedGraph(config, precision, weights).Build();

    /// <summary>
    /// Returns the slices of the last feed-forward layer with 8-bit weights. Its inputs, products of two activations, have the widest
    /// range: of the error of EmbeddingGemma 300M it makes the largest part, and two slices take away half of that.
    /// </summary>
    public static int DownSlices(GemmaConfig config) => config.IntermediateSize % 2 == 0 ? 2 : 1;

    private OnnxGraph Build()
    {
        var residual = _graph.Input(Embeddings, OnnxTensorType.Float, ["tokens", $"{_config.HiddenSize}"]);
        _graph.Input(Positions, OnnxTensorType.Int64, ["1", "tokens"]);
        _attention.AddInputs();
        _graph.Input(Pooling, OnnxTensorType.Float, ["texts", "tokens"]);

        _graph.Initializers.AddRange(_weights.Values);
        if (_precision == EmbeddingGemmaPrecision.Int8)
        {
            QuantizedLinear.AddConstants(_graph);
        }

        var normed = Norm(residual, WeightNames.InputNorm(0));
        for (var layer = 0; layer < _config.Layers.Count; layer++)
        {
            var attention = Norm(Attention(normed, layer), WeightNames.PostAttentionNorm(layer));
            (normed, residual) = AddAndNorm(attention, residual, WeightNames.PreFeedForwardNorm(layer));
            var forward = Norm(FeedForward(normed, layer), WeightNames.PostFeedForwardNorm(layer));
            var next = layer + 1 < _config.Layers.Count ? WeightNames.InputNorm(layer + 1) : WeightNames.FinalNorm;
            (normed, residual) = AddAndNorm(forward, residual, next);
        }

        var pooled = _graph.Add("MatMul", [Pooling, normed]);
        var (width, head) = (_config.HiddenSize, pooled);
        if (_weights.TryGetValue(WeightNames.Head, out var dense))
        {
            width = (int)dense.Shape[0];
            head = _graph.Add("Gemm", [pooled, WeightNames.Head, WeightNames.HeadBias], OnnxAttribute.Of("transB", 1));
        }

        _graph.Nodes.Add(new OnnxNode("Identity", string.Empty, [head], [Vectors], []));
        _graph.Return(Vectors, OnnxTensorType.Float, ["texts", $"{width}"]);
        return _graph;
    }

    private string Attention(string input, int layer)
    {
        var (head, heads, groups) = (_config.HeadSize, _config.HeadCount, _config.KeyValueHeadCount);
        var isGlobal = _config.Layers[layer] == LayerKind.Global;
        var fused = Linear(input, WeightNames.QueryKeyValue(layer));
        var sizes = _graph.Constant(heads * head, groups * head, groups * head);
        var parts = _graph.Add("Split", string.Empty, [fused, sizes], 3, OnnxAttribute.Of("axis", 1));

        var query = Rotate(NormHeads(parts[0], WeightNames.QueryNorm(layer), heads), isGlobal);
        var key = Rotate(NormHeads(parts[1], WeightNames.KeyNorm(layer), groups), isGlobal);
        (query, key) = (Flat(query, heads), Flat(key, groups));
        var attended = isGlobal ? _attention.AddGlobal(query, key, parts[2], layer) : _attention.AddLocal(query, key, parts[2]);
        return Linear(attended, WeightNames.AttentionOutput(layer));
    }

    private string Flat(string input, int heads) => _graph.Add("Reshape", [input, _graph.Constant(-1, heads * _config.HeadSize)]);

    private string NormHeads(string input, string weight, int heads)
    {
        var rows = _graph.Add("Reshape", [input, _graph.Constant(-1, _config.HeadSize)]);
        return _graph.Add("Reshape", [Norm(rows, weight), _graph.Constant(1, -1, heads * _config.HeadSize)]);
    }

    private string Rotate(string input, bool isGlobal) =>
        _graph.AddFused("RotaryEmbedding", [input, Positions, WeightNames.Cosine(isGlobal), WeightNames.Sine(isGlobal)]);

    private string FeedForward(string input, int layer)
    {
        var fused = Linear(input, WeightNames.GateUp(layer));
        var sizes = _graph.Constant(_config.IntermediateSize, _config.IntermediateSize);
        var parts = _graph.Add("Split", string.Empty, [fused, sizes], 2, OnnxAttribute.Of("axis", 1));
        var gated = _graph.Add("Mul", [_graph.AddFused("FastGelu", [parts[0]]), parts[1]]);
        return Linear(gated, WeightNames.Down(layer), DownSlices(_config));
    }

    private string Linear(string input, string weight, int slices = 1) => _precision == EmbeddingGemmaPrecision.Int8
        ? QuantizedLinear.Add(_graph, input, weight, slices)
        : _graph.Add("Gemm", [input, weight], OnnxAttribute.Of("transB", 1));

    private string Norm(string input, string weight) =>
        _graph.Add("SimplifiedLayerNormalization", [input, weight], OnnxAttribute.Of("axis", -1), _epsilon);

    private (string Normed, string Sum) AddAndNorm(string input, string residual, string weight)
    {
        var outputs = _graph.Add("SkipSimplifiedLayerNormalization", OnnxGraph.FusedDomain, [input, residual, weight], 4, _epsilon);
        return (outputs[0], outputs[3]);
    }
}
