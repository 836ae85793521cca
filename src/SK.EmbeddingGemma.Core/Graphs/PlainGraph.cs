using System.Globalization;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// Builds a graph of ONNX's standard operators alone that embeds a padded batch of texts. The padding is behind the texts, for the first
/// token in a row has position 0; a row may have as many tokens as the model takes. Chains of operators are those that runtimes know to fuse.
/// </summary>
internal sealed class PlainGraph
{
    /// <summary>Input: token ids, int64 [batch, sequence].</summary>
    public const string InputIds = "input_ids";

    /// <summary>Input: 1 at tokens and 0 at padding, int64 [batch, sequence].</summary>
    public const string AttentionMask = "attention_mask";

    /// <summary>Output: the states behind the final norm, float [batch, sequence, hidden].</summary>
    public const string LastHiddenState = "last_hidden_state";

    /// <summary>Output: the texts' vectors, of length 1 if the model normalises, float [batch, dimensions].</summary>
    public const string SentenceEmbedding = "sentence_embedding";

    private const int OperatorSet = 18;
    private const string Batch = "batch";
    private const string Sequence = "sequence";

    private readonly OnnxGraph _graph = new("embedding_gemma") { OperatorSet = OperatorSet };
    private readonly ModelDirectory _directory;
    private readonly GemmaConfig _config;
    private readonly PlainWeights _weights;
    private readonly PlainLinear _linear;
    private readonly string _lastAxis;
    private readonly string _epsilon;

    private PlainGraph(ModelDirectory directory, PlainWeights weights, bool int8)
    {
        (_directory, _config, _weights) = (directory, directory.Config, weights);
        _linear = new PlainLinear(_graph, weights, int8);
        _lastAxis = _graph.Constant(-1);
        _epsilon = _graph.Scalar("epsilon", _config.NormEpsilon);
    }

    /// <summary>Builds the graph with its weights, the large ones still to be made.</summary>
    /// <exception cref="InvalidDataException">A norm is missing, has another shape or holds a value that is not finite.</exception>
    public static OnnxGraph Build(ModelDirectory directory, PlainWeights weights, bool int8) => new PlainGraph(directory, weights, int8).Build();

    private OnnxGraph Build()
    {
        _graph.Input(InputIds, OnnxTensorType.Int64, [Batch, Sequence]);
        _graph.Input(AttentionMask, OnnxTensorType.Int64, [Batch, Sequence]);
        var attention = new PlainAttention(_graph, _directory, AttentionMask);
        var feedForward = new PlainFeedForward(_graph, _linear, _config);

        var hidden = _linear.AddEmbedding(InputIds, "embed_tokens.weight", _config);
        for (var layer = 0; layer < _config.Layers.Count; layer++)
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"layers.{layer}.");
            var attended = Attention(attention, Norm(hidden, prefix + "input_layernorm.weight"), prefix + "self_attn.", _config.Layers[layer]);
            hidden = _graph.Add("Add", [hidden, Norm(attended, prefix + "post_attention_layernorm.weight")]);
            var forward = feedForward.Add(Norm(hidden, prefix + "pre_feedforward_layernorm.weight"), prefix + "mlp.");
            hidden = _graph.Add("Add", [hidden, Norm(forward, prefix + "post_feedforward_layernorm.weight")]);
        }

        hidden = Norm(hidden, "norm.weight");
        Return(hidden, LastHiddenState, Batch, Sequence, Number(_config.HiddenSize));
        Return(Normalize(Head(Pool(hidden))), SentenceEmbedding, Batch, Number(_directory.Dimensions));
        return _graph;
    }

    private string Attention(PlainAttention attention, string input, string prefix, LayerKind kind)
    {
        var (size, heads, groups) = (_config.HeadSize, _config.HeadCount, _config.KeyValueHeadCount);
        var query = Norm(Project("q_proj", heads), prefix + "q_norm.weight", size, _config.AttentionScale); // here, not at each score
        var key = Norm(Project("k_proj", groups), prefix + "k_norm.weight", size);
        var attended = attention.Add(query, key, Project("v_proj", groups), kind);
        return _linear.Add(attended, prefix + "o_proj.weight", _config.HiddenSize, heads * size);

        string Project(string name, int count) => _graph.Add(
            "Reshape", [_linear.Add(input, $"{prefix}{name}.weight", count * size, _config.HiddenSize), _graph.Constant(0, 0, count, size)]);
    }

    private string Norm(string input, string weight) => Norm(input, weight, _config.HiddenSize);

    private string Norm(string input, string weight, int size, float factor = 1)
    {
        var squares = _graph.Add("Pow", [input, _graph.Scalar("two", 2)]);
        var mean = _graph.Add("ReduceMean", [squares, _lastAxis], OnnxAttribute.Of("keepdims", 1L));
        var root = _graph.Add("Sqrt", [_graph.Add("Add", [mean, _epsilon])]);
        return _graph.Add("Mul", [_graph.Add("Div", [input, root]), _graph.Add(_weights.Norm(weight, size, factor))]);
    }

    private string Pool(string hidden)
    {
        var mask = _graph.Add("Cast", [AttentionMask], OnnxAttribute.Of("to", (long)OnnxTensorType.Float));
        var row = _graph.Constant(1);
        var sums = _graph.Add("Squeeze", [_graph.Add("MatMul", [_graph.Add("Unsqueeze", [mask, row]), hidden]), row]);
        var counts = _graph.Add("ReduceSum", [mask, _lastAxis], OnnxAttribute.Of("keepdims", 1L));
        return _graph.Add("Div", [sums, _graph.Add("Max", [counts, _graph.Scalar("least_count", 1e-9f)])]); // a text of padding alone has none
    }

    private string Head(string pooled)
    {
        if (_directory.DenseModules.Count == 0)
        {
            return pooled;
        }

        // One product a text costs next to nothing in floats, and its input would be quantised with one range for all texts.
        var product = _linear.AddExact(pooled, PlainWeights.Head, _directory.Dimensions, _config.HiddenSize);
        return _directory.DenseModules.Any(module => module.HasBias) ? _graph.Add("Add", [product, _graph.Add(_weights.Bias(_directory.Dimensions))]) : product;
    }

    private string Normalize(string vectors)
    {
        if (!_directory.Normalizes)
        {
            return vectors;
        }

        var norm = _graph.Add("ReduceL2", [vectors, _lastAxis], OnnxAttribute.Of("keepdims", 1L));
        return _graph.Add("Div", [vectors, _graph.Add("Max", [norm, _graph.Scalar("least_norm", 1e-12f)])]);
    }

    private void Return(string value, string name, params ReadOnlySpan<string> shape)
    {
        _graph.Nodes.Add(new OnnxNode("Identity", string.Empty, [value], [name], []));
        _graph.Return(name, OnnxTensorType.Float, shape.ToArray());
    }

    private static string Number(int size) => size.ToString(CultureInfo.InvariantCulture);
}
