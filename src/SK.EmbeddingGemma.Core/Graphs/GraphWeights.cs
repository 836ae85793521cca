using System.Globalization;
using System.Numerics.Tensors;
using SK.EmbeddingGemma.Kernels;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>Brings a model's weights into the form that the graph takes: fused, and laid out as its operators read them.</summary>
internal sealed class GraphWeights
{
    private readonly GraphWeightFile _file;
    private readonly TensorSource _source;
    private readonly GemmaConfig _config;
    private readonly EmbeddingGemmaPrecision _precision;
    private readonly LayerShapes _shapes;

    private GraphWeights(GraphWeightFile file, TensorSource source, GemmaConfig config, EmbeddingGemmaPrecision precision) =>
        (_file, _source, _config, _precision, _shapes) = (file, source, config, precision, new LayerShapes(config));

    /// <summary>Writes all weights but the token embeddings, one tensor at a time.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, has another shape or holds a value that is not finite.</exception>
    public static void Write(GraphWeightFile file, ModelDirectory directory, EmbeddingGemmaPrecision precision, TensorSource source, CancellationToken cancellationToken)
    {
        var config = directory.Config;
        var weights = new GraphWeights(file, source, config, precision);
        for (var layer = 0; layer < config.Layers.Count; layer++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            weights.WriteLayer(layer);
        }

        weights.WriteNorm(WeightNames.FinalNorm, "norm.weight", config.HiddenSize);
        weights.WriteRotary(directory.MaxTokens);
        if (directory.DenseModules.Count > 0)
        {
            var (head, bias) = DenseHead.Fold(directory.DenseModules, cancellationToken);
            file.Add(WeightNames.Head, head, directory.Dimensions, config.HiddenSize);
            file.Add(WeightNames.HeadBias, bias, directory.Dimensions);
        }
    }

    private void WriteLayer(int layer)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"layers.{layer}.");
        var (hidden, head, inner) = (_config.HiddenSize, _config.HeadSize, _config.IntermediateSize);
        WriteAttention(layer, prefix + "self_attn.");
        WriteNorm(WeightNames.QueryNorm(layer), prefix + "self_attn.q_norm.weight", head);
        WriteNorm(WeightNames.KeyNorm(layer), prefix + "self_attn.k_norm.weight", head);
        WriteNorm(WeightNames.InputNorm(layer), prefix + "input_layernorm.weight", hidden);
        WriteNorm(WeightNames.PostAttentionNorm(layer), prefix + "post_attention_layernorm.weight", hidden);
        WriteNorm(WeightNames.PreFeedForwardNorm(layer), prefix + "pre_feedforward_layernorm.weight", hidden);
        WriteNorm(WeightNames.PostFeedForwardNorm(layer), prefix + "post_feedforward_layernorm.weight", hidden);

        var gateUp = new float[2 * inner * hidden];
        Read(prefix + "mlp.gate_proj.weight", gateUp.AsSpan(0, inner * hidden), inner, hidden);
        Read(prefix + "mlp.up_proj.weight", gateUp.AsSpan(inner * hidden), inner, hidden);
        AddLinear(WeightNames.GateUp(layer), gateUp, _shapes.GateUp);

        var down = gateUp.AsSpan(0, hidden * inner);
        Read(prefix + "mlp.down_proj.weight", down, hidden, inner);
        AddLinear(WeightNames.Down(layer), down, _shapes.Down);
    }

    /// <summary>Fuses the projections of query, key and value.</summary>
    private void WriteAttention(int layer, string prefix)
    {
        var (hidden, head) = (_config.HiddenSize, _config.HeadSize);
        var (queryRows, keyRows) = (_config.HeadCount * head, _config.KeyValueHeadCount * head);
        var (queries, keys) = (queryRows * hidden, keyRows * hidden);
        var fused = new float[queries + (2 * keys)];
        Read(prefix + "q_proj.weight", fused.AsSpan(0, queries), queryRows, hidden);
        Read(prefix + "k_proj.weight", fused.AsSpan(queries, keys), keyRows, hidden);
        Read(prefix + "v_proj.weight", fused.AsSpan(queries + keys), keyRows, hidden);
        AddLinear(WeightNames.QueryKeyValue(layer), fused, _shapes.QueryKeyValue);

        var output = fused.AsSpan(0, queries);
        Read(prefix + "o_proj.weight", output, hidden, queryRows);
        AddLinear(WeightNames.AttentionOutput(layer), output, _shapes.AttentionOutput);
    }

    private void AddLinear(string name, ReadOnlySpan<float> weights, LinearShape shape) => PackedLinear.Write(_file, name, weights, shape, _precision);

    /// <summary>Writes the scale of an RMSNorm.</summary>
    private void WriteNorm(string name, string tensor, int size)
    {
        var scale = new float[size];
        Read(tensor, scale, size);
        TensorPrimitives.Add(scale, _config.NormOffset, scale);
        _file.Add(name, scale, size);
    }

    private void WriteRotary(int positions)
    {
        var half = _config.HeadSize / 2;
        foreach (var kind in _config.Layers.Distinct())
        {
            var isGlobal = kind == LayerKind.Global;
            var (cosines, sines) = (new float[positions * half], new float[positions * half]);
            RotaryTable.Fill(cosines, sines, _config.HeadSize, isGlobal ? _config.GlobalRopeTheta : _config.LocalRopeTheta);
            _file.Add(WeightNames.Cosine(isGlobal), cosines, positions, half);
            _file.Add(WeightNames.Sine(isGlobal), sines, positions, half);
        }
    }

    private void Read(string name, Span<float> values, params ReadOnlySpan<long> shape) => _source.Read(name, shape, values);
}
