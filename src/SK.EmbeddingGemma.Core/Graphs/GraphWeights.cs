using System.Globalization;
using System.Numerics.Tensors;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>Brings a model's weights into the form that the graph takes: fused, reordered and in single precision.</summary>
internal sealed class GraphWeights
{
    private readonly GraphWeightFile _file;
    private readonly TensorSource _source;
    private readonly GemmaConfig _config;
    private readonly EmbeddingGemmaPrecision _precision;

    private GraphWeights(GraphWeightFile file, TensorSource source, GemmaConfig config, EmbeddingGemmaPrecision precision) => (_file, _source, _config, _precision) = (file, source, config, precision);

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
        weights.WriteRotary(Math.Max(directory.MaxTokens, PackedGraph.TokenBudget)); // the operator takes no more tokens than its tables have rows
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
        AddLinear(WeightNames.GateUp(layer), gateUp, 2 * inner, hidden);

        var down = gateUp.AsSpan(0, hidden * inner);
        Read(prefix + "mlp.down_proj.weight", down, hidden, inner);
        AddLinear(WeightNames.Down(layer), down, hidden, inner, PackedGraph.DownSlices(_config));
    }

    /// <summary>
    /// Fuses the projections of query, key and value, and orders the query heads so that those that share a key head lie apart:
    /// head g * R + r of the model comes at place r * G + g, with G key heads and R queries to each. Then the queries of a token
    /// are R rows of G heads, and no key or value is ever copied for a second query.
    /// </summary>
    private void WriteAttention(int layer, string prefix)
    {
        var (hidden, head) = (_config.HiddenSize, _config.HeadSize);
        var (queryRows, keyRows) = (_config.HeadCount * head, _config.KeyValueHeadCount * head);
        var (queries, keys) = (queryRows * hidden, keyRows * hidden);
        var fused = new float[queries + (2 * keys)];
        Read(prefix + "k_proj.weight", fused.AsSpan(queries, keys), keyRows, hidden);
        Read(prefix + "v_proj.weight", fused.AsSpan(queries + keys), keyRows, hidden);

        var projection = new float[queries];
        Read(prefix + "q_proj.weight", projection, queryRows, hidden);
        MoveHeads(projection, fused.AsSpan(0, queries), rows: 1, head * hidden);
        AddLinear(WeightNames.QueryKeyValue(layer), fused, queryRows + (2 * keyRows), hidden);

        Read(prefix + "o_proj.weight", projection, hidden, queryRows);
        MoveHeads(projection, fused.AsSpan(0, queries), hidden, head);
        AddLinear(WeightNames.AttentionOutput(layer), fused.AsSpan(0, queries), hidden, queryRows);
    }

    private void AddLinear(string name, ReadOnlySpan<float> weight, int outputs, int inputs, int slices = 1)
    {
        if (_precision == EmbeddingGemmaPrecision.Int8)
        {
            QuantizedLinear.Write(_file, name, weight, outputs, inputs, slices);
        }
        else
        {
            _file.Add(name, weight, outputs, inputs);
        }
    }

    /// <summary>Moves each head's block of <paramref name="length"/> values to its new place, in each row.</summary>
    private void MoveHeads(ReadOnlySpan<float> from, Span<float> to, int rows, int length)
    {
        var queriesPerKey = _config.HeadCount / _config.KeyValueHeadCount;
        for (var row = 0; row < rows; row++)
        {
            var start = row * _config.HeadCount;
            for (var head = 0; head < _config.HeadCount; head++)
            {
                var place = (head % queriesPerKey * _config.KeyValueHeadCount) + (head / queriesPerKey);
                from.Slice((start + head) * length, length).CopyTo(to[((start + place) * length)..]);
            }
        }
    }

    /// <summary>Writes the scale of an RMSNorm, which Gemma 3 stores as its difference from 1.</summary>
    private void WriteNorm(string name, string tensor, int size)
    {
        var scale = new float[size];
        Read(tensor, scale, size);
        TensorPrimitives.Add(scale, 1f, scale);
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
