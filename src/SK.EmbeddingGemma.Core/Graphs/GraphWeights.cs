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
    private readonly CalibratedLinears? _calibrated;

    private GraphWeights(GraphWeightFile file, TensorSource source, GemmaConfig config, EmbeddingGemmaPrecision precision, CalibratedLinears? calibrated) =>
        (_file, _source, _config, _precision, _shapes, _calibrated) = (file, source, config, precision, new LayerShapes(config), calibrated);

    /// <summary>Writes all weights but the token embeddings, one tensor at a time.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, has another shape or holds a value that is not finite.</exception>
    public static void Write(GraphWeightFile file, ModelDirectory directory, EmbeddingGemmaPrecision precision, TensorSource source, CancellationToken cancellationToken)
    {
        var config = directory.Config;
        var calibrated = precision == EmbeddingGemmaPrecision.Int4 ? CalibratedLinears.Begin(file, directory, source, cancellationToken) : null;
        var weights = new GraphWeights(file, source, config, precision, calibrated);
        for (var layer = 0; layer < config.Layers.Count; layer++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            weights.WriteLayer(layer);
        }

        weights.WriteNorm(WeightNames.FinalNorm, "norm.weight", config.HiddenSize);
        weights.WriteRotary(directory.MaxTokens);
        if (config.Second is { } second)
            weights.WriteSecond(second);
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
        var (hidden, head, inner) = (_config.HiddenSize, _config.HeadsOf(layer).Size, _config.IntermediateSize);
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
        Add(LinearRole.GateUp, layer, gateUp, _shapes.GateUp);

        var down = new float[hidden * inner];
        Read(prefix + "mlp.down_proj.weight", down, hidden, inner);
        Add(LinearRole.Down, layer, down, _shapes.Down);
        if (_config.Second is { } second)
            WriteLayerInput(layer, prefix, second);
    }

    /// <summary>Writes how a layer of EmbeddingGemma 2 takes the input of its own, and the scalar behind it.</summary>
    private void WriteLayerInput(int layer, string prefix, SecondGeneration second)
    {
        var (hidden, own) = (_config.HiddenSize, second.LayerInputSize);
        var matrix = new float[own * hidden];
        Read(prefix + "ple_block.per_layer_input_gate.weight", matrix, own, hidden);
        AddLinear(WeightNames.LayerInputGate(layer), matrix, _shapes.LayerInputGate);
        Read(prefix + "ple_block.per_layer_projection.weight", matrix, hidden, own);
        AddLinear(WeightNames.LayerInputProjection(layer), matrix, _shapes.LayerInputProjection);
        WriteNorm(WeightNames.LayerInputNorm(layer), prefix + "ple_block.post_per_layer_input_norm.weight", hidden);
        var scalar = new float[1];
        Read(prefix + "layer_scalar", scalar, 1);
        _file.Add(WeightNames.LayerScalar(layer), scalar, 1);
    }

    /// <summary>Writes what EmbeddingGemma 2 has once: the inputs of all layers' own, and the projection to the vector, which the mean of the tokens takes as well.</summary>
    private void WriteSecond(SecondGeneration second)
    {
        var hidden = _config.HiddenSize;
        var inputs = new float[_config.Layers.Count * second.LayerInputSize * hidden];
        Read("ple.per_layer_model_projection.weight", inputs, _config.Layers.Count * second.LayerInputSize, hidden);
        AddLinear(WeightNames.LayerInputs, inputs, _shapes.LayerInputs);
        WriteNorm(WeightNames.LayerInputsNorm, "ple.per_layer_projection_norm.weight", second.LayerInputSize);
        var head = new float[second.VectorSize * hidden];
        Read("embedding_projection.weight", head, second.VectorSize, hidden);
        _file.Add(WeightNames.Head, head, second.VectorSize, hidden);
        _file.Add(WeightNames.HeadBias, new float[second.VectorSize], second.VectorSize);
    }

    /// <summary>Fuses the projections of query, key and value.</summary>
    private void WriteAttention(int layer, string prefix)
    {
        var (hidden, head) = (_config.HiddenSize, _config.HeadsOf(layer).Size);
        var (queryRows, keyRows) = (_config.HeadCount * head, _config.HeadsOf(layer).KeyValueCount * head);
        var (queries, keys) = (queryRows * hidden, keyRows * hidden);
        var fused = new float[queries + (2 * keys)];
        Read(prefix + "q_proj.weight", fused.AsSpan(0, queries), queryRows, hidden);
        Read(prefix + "k_proj.weight", fused.AsSpan(queries, keys), keyRows, hidden);
        Read(prefix + "v_proj.weight", fused.AsSpan(queries + keys), keyRows, hidden);
        Add(LinearRole.QueryKeyValue, layer, fused, _shapes.QueryKeyValue(layer));

        var output = new float[queries];
        Read(prefix + "o_proj.weight", output, hidden, queryRows);
        Add(LinearRole.AttentionOutput, layer, output, _shapes.AttentionOutput(layer));
    }

    private void Add(LinearRole role, int layer, float[] weights, LinearShape shape)
    {
        if (_calibrated is null)
            AddLinear(WeightNames.Linear(role, layer), weights, shape);
        else
            _calibrated.Add(role, layer, weights, shape);
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
        foreach (var kind in _config.Layers.Distinct())
        {
            var heads = _config.HeadsOf(kind);
            var half = heads.Size / 2;
            var isGlobal = kind == LayerKind.Global;
            var (cosines, sines) = (new float[positions * half], new float[positions * half]);
            RotaryTable.Fill(cosines, sines, heads, isGlobal ? _config.GlobalRopeTheta : _config.LocalRopeTheta);
            _file.Add(WeightNames.Cosine(isGlobal), cosines, positions, half);
            _file.Add(WeightNames.Sine(isGlobal), sines, positions, half);
        }
    }

    private void Read(string name, Span<float> values, params ReadOnlySpan<long> shape) => _source.Read(name, shape, values);
}
