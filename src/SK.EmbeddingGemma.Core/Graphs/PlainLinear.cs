using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// The products of a plain graph: embedding table and linear layers. With 8 bits they are what ONNX Runtime's dynamic quantisation
/// makes of them, so that runtimes fuse them: inputs unsigned with one range for the whole batch, weights with one scale an output.
/// </summary>
/// <remarks>
/// Weights are unsigned too: processors with AVX2 but without VNNI multiply unsigned by signed bytes into sums that saturate. With VNNI
/// both run at the same speed.
/// </remarks>
internal sealed class PlainLinear(OnnxGraph graph, PlainWeights weights, bool int8)
{
    private const string ZeroPoint = "weight_zero_point";

    private readonly Dictionary<string, string[]> _quantized = new(StringComparer.Ordinal);

    /// <summary>Adds the embedding of token ids, scaled, and returns it.</summary>
    public string AddEmbedding(string ids, string table, GemmaConfig config)
    {
        var scale = MathF.Sqrt(config.HiddenSize);
        if (!int8)
        {
            var rows = graph.Add("Gather", [graph.Add(weights.Table(table, config.VocabularySize, config.HiddenSize)), ids]);
            return graph.Add("Mul", [rows, graph.Scalar("embed_scale", scale)]);
        }

        var (values, scales) = weights.Int8Table(table, config.VocabularySize, config.HiddenSize, scale);
        var taken = ToFloat(graph.Add("Gather", [graph.Add(values), ids])); // only then made floats: not the whole table in each run
        return graph.Add("Mul", [taken, graph.Add("Gather", [graph.Add(scales), ids])]);
    }

    /// <summary>Adds a linear layer without bias and returns its result.</summary>
    public string Add(string input, string weight, int outputs, int inputs)
    {
        if (!int8)
        {
            return AddExact(input, weight, outputs, inputs);
        }

        if (_quantized.Count == 0)
        {
            graph.Add(OnnxInitializer.Bytes(ZeroPoint, PlainWeights.ZeroPoint) with { Shape = [] });
        }

        if (!_quantized.TryGetValue(input, out var quantized))
        {
            _quantized[input] = quantized = graph.Add("DynamicQuantizeLinear", string.Empty, [input], 3);
        }

        var (values, scales) = weights.Int8Linear(weight, outputs, inputs);
        var product = graph.Add("MatMulInteger", [quantized[0], graph.Add(values), quantized[2], ZeroPoint]);
        var scale = graph.Add("Mul", [quantized[1], graph.Add(scales)]);
        return graph.Add("Mul", [ToFloat(product), scale]);
    }

    /// <summary>Adds a linear layer without bias whose weights are floats in any case, and returns its result.</summary>
    public string AddExact(string input, string weight, int outputs, int inputs) =>
        graph.Add("MatMul", [input, graph.Add(weights.Linear(weight, outputs, inputs))]);

    private string ToFloat(string input) => graph.Add("Cast", [input], OnnxAttribute.Of("to", (long)OnnxTensorType.Float));
}
