using SK.EmbeddingGemma.Kernels;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Operators;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// Builds the graph that embeds a pack: the tokens of several texts behind one another, without padding. All but attention and
/// pooling works on the pack as on one long text; attention runs text by text (<see cref="AttentionOperator"/>).
/// </summary>
internal sealed class PackedGraph
{
    /// <summary>Input: token embeddings, already scaled, float [tokens, hidden].</summary>
    public const string Embeddings = "embeddings";

    /// <summary>Input: each text's first token, and the end of the last, int64 [texts + 1].</summary>
    public const string Starts = "starts";

    /// <summary>Input: a row for each text, 1 / length at its tokens, 0 elsewhere, float [texts, tokens].</summary>
    public const string Pooling = "pooling";

    /// <summary>Output: a vector for each text, not normalised, float [texts, dimensions].</summary>
    public const string Vectors = "vectors";

    /// <summary>The tokens of a pack of several texts: enough to keep the matrix products efficient, few enough to notice a cancellation soon.</summary>
    public const int TokenBudget = 256;

    private readonly OnnxGraph _graph = new("embedding_gemma");
    private readonly IReadOnlyDictionary<string, OnnxInitializer> _weights;
    private readonly GemmaConfig _config;
    private readonly EmbeddingGemmaPrecision _precision;
    private readonly LayerShapes _shapes;

    private PackedGraph(GemmaConfig config, EmbeddingGemmaPrecision precision, IReadOnlyDictionary<string, OnnxInitializer> weights)
    {
        _config = config;
        _precision = precision;
        _weights = weights;
        _shapes = new LayerShapes(config);
    }

    /// <summary>Returns the graph for a model whose weights are <paramref name="weights"/>.</summary>
    public static OnnxGraph Build(GemmaConfig config, EmbeddingGemmaPrecision precision, IReadOnlyDictionary<string, OnnxInitializer> weights) => new PackedGraph(config, precision, weights).Build();

    private OnnxGraph Build()
    {
        var residual = _graph.Input(Embeddings, OnnxTensorType.Float, ["tokens", $"{_config.HiddenSize}"]);
        _graph.Input(Starts, OnnxTensorType.Int64, ["bounds"]);
        _graph.Input(Pooling, OnnxTensorType.Float, ["texts", "tokens"]);

        _graph.Initializers.AddRange(_weights.Values);
        var normed = _graph.Add("SimplifiedLayerNormalization", [residual, WeightNames.InputNorm(0)], OnnxAttribute.Of("axis", -1), OnnxAttribute.Of("epsilon", _config.NormEpsilon));
        var layerInputs = _config.Second is null ? null : Linear(Embeddings, WeightNames.LayerInputs, _shapes.LayerInputs);
        for (var layer = 0; layer < _config.Layers.Count; layer++)
        {
            (normed, residual) = EndBlock(Attention(normed, layer), residual, WeightNames.PostAttentionNorm(layer), WeightNames.PreFeedForwardNorm(layer));
            var next = layer + 1 < _config.Layers.Count ? WeightNames.InputNorm(layer + 1) : WeightNames.FinalNorm;
            var forward = FeedForward(normed, layer);
            (normed, residual) = layerInputs is null
                ? EndBlock(forward, residual, WeightNames.PostFeedForwardNorm(layer), next)
                : AddLayerInput(AddBlock(forward, residual, WeightNames.PostFeedForwardNorm(layer)), layerInputs, layer, next);
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
        var isGlobal = _config.Layers[layer] == LayerKind.Global;
        var fused = Linear(input, WeightNames.QueryKeyValue(layer), _shapes.QueryKeyValue(layer));
        var attended = _graph.AddOwn(
            AttentionOperator.OperatorName,
            [fused, WeightNames.QueryNorm(layer), WeightNames.KeyNorm(layer), WeightNames.Cosine(isGlobal), WeightNames.Sine(isGlobal), Starts],
            OnnxAttribute.Of(AttentionOperator.Heads, _config.HeadCount),
            OnnxAttribute.Of(AttentionOperator.KeyHeads, _config.HeadsOf(layer).KeyValueCount),
            OnnxAttribute.Of(AttentionOperator.HeadSize, _config.HeadsOf(layer).Size),
            OnnxAttribute.Of(AttentionOperator.Radius, isGlobal ? int.MaxValue : _config.LocalRadius),
            OnnxAttribute.Of(AttentionOperator.Scale, _config.AttentionScale),
            OnnxAttribute.Of(AttentionOperator.Epsilon, _config.NormEpsilon),
            OnnxAttribute.Of(AttentionOperator.NormalizesValues, _config.Second is null ? 0 : 1));
        return Linear(attended, WeightNames.AttentionOutput(layer), _shapes.AttentionOutput(layer));
    }

    private string FeedForward(string input, int layer) =>
        Linear(Linear(input, WeightNames.GateUp(layer), _shapes.GateUp), WeightNames.Down(layer), _shapes.Down);

    private string Linear(string input, string name, LinearShape shape) => PackedLinear.Add(_graph, input, name, shape, _precision);

    /// <summary>Adds to the residual stream what a layer of EmbeddingGemma 2 makes of the input of its own.</summary>
    private (string Normed, string Residual) AddLayerInput(string residual, string layerInputs, int layer, string next)
    {
        var gate = Linear(residual, WeightNames.LayerInputGate(layer), _shapes.LayerInputGate);
        var gated = _graph.AddOwn(
            LayerInputOperator.OperatorName,
            [gate, layerInputs, WeightNames.LayerInputsNorm],
            OnnxAttribute.Of(LayerInputOperator.Layers, _config.Layers.Count),
            OnnxAttribute.Of(LayerInputOperator.Layer, layer),
            OnnxAttribute.Of(LayerInputOperator.Epsilon, _config.NormEpsilon * _config.HiddenSize)); // as if the inputs had been multiplied by HiddenSize^-0.5 first
        var output = Linear(gated, WeightNames.LayerInputProjection(layer), _shapes.LayerInputProjection);
        return EndBlock(output, residual, WeightNames.LayerInputNorm(layer), next, WeightNames.LayerScalar(layer));
    }

    private string AddBlock(string output, string residual, string norm) =>
        _graph.AddOwn(ResidualOperator.OperatorName, [output, residual, norm], OnnxAttribute.Of(ResidualOperator.Epsilon, _config.NormEpsilon));

    private (string Normed, string Residual) EndBlock(string output, string residual, string norm, string next, string? factor = null)
    {
        var outputs = _graph.Add(
            ResidualNormOperator.OperatorName,
            OwnOperators.Domain,
            [output, residual, norm, next, factor ?? _graph.Scalar("one", 1)],
            2,
            OnnxAttribute.Of(ResidualNormOperator.Epsilon, _config.NormEpsilon));
        return (outputs[0], outputs[1]);
    }
}
