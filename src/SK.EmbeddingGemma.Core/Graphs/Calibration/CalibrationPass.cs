using System.Numerics.Tensors;
using SK.EmbeddingGemma.Kernels;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// Runs the calibration texts through a model from linear layer to linear layer: each is given its weights as they were rounded, so that what comes behind it is
/// calibrated on inputs as they will be. Computes what <see cref="PackedGraph"/> says of EmbeddingGemma 300M's architecture. Not thread-safe.
/// </summary>
internal sealed unsafe class CalibrationPass
{
    private readonly GemmaConfig _config;
    private readonly TensorSource _source;
    private readonly LayerShapes _shapes;
    private readonly long[] _starts;
    private readonly IParallelLoop _loop;
    private readonly Dictionary<LayerKind, (float[] Cosines, float[] Sines)> _rotations;
    private float[] _residual;

    /// <summary>Begins with the token embeddings.</summary>
    /// <param name="config">The model.</param>
    /// <param name="source">Its tensors.</param>
    /// <param name="texts">The texts' token ids.</param>
    /// <param name="loop">Runs the parts of all computations.</param>
    public CalibrationPass(GemmaConfig config, TensorSource source, IReadOnlyList<int[]> texts, IParallelLoop loop)
    {
        (_config, _source, _shapes, _loop) = (config, source, new LayerShapes(config), loop);
        _starts = [0, .. texts.Select((_, text) => texts.Take(text + 1).Sum(ids => (long)ids.Length))];
        _residual = new float[Tokens * config.HiddenSize];
        using (var rows = source.OpenRows("embed_tokens.weight", config.VocabularySize, config.HiddenSize))
            rows.Read([.. texts.SelectMany(ids => ids)], _residual);
        TensorPrimitives.Multiply(_residual, MathF.Sqrt(config.HiddenSize), _residual);
        _rotations = config.Layers.Distinct().ToDictionary(kind => kind, kind => Rotations(kind, texts.Max(ids => ids.Length)));
        Inputs = new float[_residual.Length];
        NormInputs();
    }

    /// <summary>Gets the number of tokens of all texts.</summary>
    public int Tokens => (int)_starts[^1];

    /// <summary>Gets the inputs of the linear layer that is next, [tokens, its inputs].</summary>
    public float[] Inputs { get; private set; }

    /// <summary>Goes on to the inputs of the linear layer behind one.</summary>
    /// <param name="role">Which of its layer it is.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="weights">Its weights, [rows, inputs].</param>
    public void Pass(LinearRole role, int layer, float[] weights)
    {
        switch (role)
        {
            case LinearRole.QueryKeyValue:
                Attend(layer, Multiply(weights, _shapes.QueryKeyValue(layer)));
                break;
            case LinearRole.AttentionOutput:
                EndBlock(Multiply(weights, _shapes.AttentionOutput(layer)), Norm(layer, "post_attention_layernorm"), Norm(layer, "pre_feedforward_layernorm"));
                break;
            case LinearRole.GateUp:
                Inputs = Multiply(weights, _shapes.GateUp);
                break;
            default:
                var isLast = layer + 1 == _config.Layers.Count;
                EndBlock(Multiply(weights, _shapes.Down), Norm(layer, "post_feedforward_layernorm"), isLast ? null : Norm(layer + 1, "input_layernorm"));
                break;
        }
    }

    /// <summary>Returns the sums of the products of each input with each other, [inputs, inputs].</summary>
    public float[] InputProducts()
    {
        var inputs = Inputs.Length / Tokens;
        var columns = new float[Inputs.Length];
        _loop.Run(inputs, input =>
        {
            for (var token = 0; token < Tokens; token++)
                columns[(input * Tokens) + token] = Inputs[(token * inputs) + input];
        });
        return Multiply(columns, inputs, columns, new(inputs, Tokens, IsGated: false));
    }

    private void Attend(int layer, float[] fused)
    {
        var kind = _config.Layers[layer];
        var (heads, rotation) = (_config.HeadsOf(kind), _rotations[kind]);
        var radius = kind == LayerKind.Global ? int.MaxValue : _config.LocalRadius;
        var attention = new PackedAttention(new(_config.HeadCount, heads.KeyValueCount, heads.Size, radius, _config.AttentionScale, _config.NormEpsilon));
        var (queryNorm, keyNorm) = (Norm(layer, "self_attn.q_norm", heads.Size), Norm(layer, "self_attn.k_norm", heads.Size));
        Inputs = new float[Tokens * _config.HeadCount * heads.Size];
        var scratch = new byte[attention.ScratchSize(Tokens, _starts.Length - 1)];
        fixed (float* rows = fused, query = queryNorm, key = keyNorm, cosines = rotation.Cosines, sines = rotation.Sines, result = Inputs)
        fixed (byte* memory = scratch)
        {
            var inputs = new AttentionInputs { Rows = rows, QueryNorm = query, KeyNorm = key, Cosines = cosines, Sines = sines };
            attention.Compute(inputs, _starts, result, memory, _loop);
        }
    }

    private float[] Multiply(float[] weights, LinearShape shape) => Multiply(Inputs, Tokens, weights, shape);

    private float[] Multiply(float[] rows, int count, float[] weights, LinearShape shape)
    {
        var result = new float[count * shape.Width];
        fixed (float* inputs = rows, panels = FloatPanels.Lay(weights, shape), outputs = result)
            new FloatLinear(shape).Compute(inputs, count, panels, outputs, _loop);
        return result;
    }

    private void EndBlock(float[] output, float[] norm, float[]? next)
    {
        var (sum, normed) = (new float[_residual.Length], new float[_residual.Length]);
        fixed (float* outputs = output, residual = _residual, outputNorm = norm, nextNorm = next, sums = sum, results = normed)
            new ResidualNorm(_config.HiddenSize, outputNorm, nextNorm, factor: 1, _config.NormEpsilon).Compute(outputs, residual, Tokens, results, sums, _loop);
        (_residual, Inputs) = (sum, normed);
    }

    /// <summary>Norms the embeddings for the first layer.</summary>
    private void NormInputs()
    {
        var norm = Norm(0, "input_layernorm");
        fixed (float* residual = _residual)
        {
            for (var i = 0; i < Inputs.Length; i += norm.Length)
            {
                var inverse = RowNorm.Inverse(residual + i, norm.Length, _config.NormEpsilon);
                for (var k = 0; k < norm.Length; k++)
                    Inputs[i + k] = _residual[i + k] * inverse * norm[k];
            }
        }
    }

    private float[] Norm(int layer, string name, int? size = null)
    {
        var scale = new float[size ?? _config.HiddenSize];
        _source.Read($"layers.{layer}.{name}.weight", [scale.Length], scale);
        TensorPrimitives.Add(scale, _config.NormOffset, scale);
        return scale;
    }

    private (float[] Cosines, float[] Sines) Rotations(LayerKind kind, int positions)
    {
        var heads = _config.HeadsOf(kind);
        var (cosines, sines) = (new float[positions * heads.Size / 2], new float[positions * heads.Size / 2]);
        RotaryTable.Fill(cosines, sines, heads, kind == LayerKind.Global ? _config.GlobalRopeTheta : _config.LocalRopeTheta);
        return (cosines, sines);
    }
}
