using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Inference;

/// <summary>
/// The architecture written down as plainly as possible, in double precision, one text at a time: what the graph must compute for
/// models that no golden covers. It is itself checked against a golden.
/// </summary>
internal sealed class ReferenceEncoder(ModelDirectory directory)
{
    private readonly GemmaConfig _config = directory.Config;

    /// <summary>Returns the vector of a text, not normalised.</summary>
    public double[] Embed(ReadOnlySpan<int> ids)
    {
        using var source = TensorSource.Open(directory.Path);
        var hidden = EmbedTokens(source, ids);
        var layerInputs = LayerInputs(source, hidden);
        for (var layer = 0; layer < _config.Layers.Count; layer++)
        {
            var index = layer;
            hidden = AddRows(hidden, SubLayer("input_layernorm", "post_attention_layernorm", rows => Attend(source, index, rows)));
            hidden = AddRows(hidden, SubLayer("pre_feedforward_layernorm", "post_feedforward_layernorm", rows => FeedForward(source, index, rows)));
            hidden = TakeLayerInput(source, index, hidden, layerInputs);

            double[][] SubLayer(string before, string after, Func<double[][], double[][]> apply) =>
                Norm(apply(Norm(hidden, Vector(source, $"layers.{index}.{before}.weight", _config.HiddenSize))), Vector(source, $"layers.{index}.{after}.weight", _config.HiddenSize));
        }

        hidden = Norm(hidden, Vector(source, "norm.weight", _config.HiddenSize));
        var pooled = Enumerable.Range(0, _config.HiddenSize).Select(i => hidden.Average(row => row[i])).ToArray();
        if (_config.Second is { } second)
            return Multiply([pooled], Matrix(source, "embedding_projection.weight", second.VectorSize, _config.HiddenSize))[0];
        return directory.DenseModules.Aggregate(pooled, Dense);
    }

    /// <summary>Returns for each layer its own inputs, one row for each token.</summary>
    private double[][][] LayerInputs(TensorSource source, double[][] embeddings)
    {
        if (_config.Second is not { LayerInputSize: var size })
            return [];

        var all = Multiply(embeddings, Matrix(source, "ple.per_layer_model_projection.weight", _config.Layers.Count * size, _config.HiddenSize));
        var norm = Vector(source, "ple.per_layer_projection_norm.weight", size);
        return [.. Enumerable.Range(0, _config.Layers.Count).Select(layer =>
            Norm([.. all.Select(row => row[(layer * size)..((layer + 1) * size)].Select(value => value / Math.Sqrt(_config.HiddenSize)).ToArray())], norm))];
    }

    private double[][] TakeLayerInput(TensorSource source, int layer, double[][] hidden, double[][][] layerInputs)
    {
        if (_config.Second is not { LayerInputSize: var size })
            return hidden;

        var prefix = $"layers.{layer}.";
        var gate = Multiply(hidden, Matrix(source, prefix + "ple_block.per_layer_input_gate.weight", size, _config.HiddenSize));
        var gated = gate.Zip(layerInputs[layer], (left, right) => left.Zip(right, (x, y) => Gelu(x) * y).ToArray()).ToArray();
        var output = Multiply(gated, Matrix(source, prefix + "ple_block.per_layer_projection.weight", _config.HiddenSize, size));
        var scalar = Vector(source, prefix + "layer_scalar", 1)[0];
        var sum = AddRows(hidden, Norm(output, Vector(source, prefix + "ple_block.post_per_layer_input_norm.weight", _config.HiddenSize)));
        return [.. sum.Select(row => row.Select(value => value * scalar).ToArray())];
    }

    private double[][] EmbedTokens(TensorSource source, ReadOnlySpan<int> ids)
    {
        using var reader = source.OpenRows("embed_tokens.weight", _config.VocabularySize, _config.HiddenSize);
        var rows = new double[ids.Length][];
        for (var i = 0; i < ids.Length; i++)
        {
            var row = new float[_config.HiddenSize];
            reader.Read(ids[i], row);
            rows[i] = [.. row.Select(value => value * Math.Sqrt(_config.HiddenSize))];
        }

        return rows;
    }

    private double[][] Attend(TensorSource source, int layer, double[][] input)
    {
        var (heads, (size, keyHeads, share)) = (_config.HeadCount, _config.HeadsOf(layer));
        var prefix = $"layers.{layer}.self_attn.";
        var isGlobal = _config.Layers[layer] == LayerKind.Global;
        var queries = Heads("q", heads, rotated: true);
        var keys = Heads("k", keyHeads, rotated: true);
        var values = Heads("v", keyHeads, rotated: false);
        var output = new double[input.Length][];
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = new double[heads * size];
            for (var head = 0; head < heads; head++)
            {
                var group = head / (heads / keyHeads);
                var seen = Enumerable.Range(0, input.Length).Where(j => isGlobal || Math.Abs(i - j) <= _config.LocalRadius).ToArray();
                var scores = seen.Select(j => Math.Exp(Dot(queries[head][i], keys[group][j]) * _config.AttentionScale)).ToArray();
                for (var k = 0; k < size; k++)
                {
                    output[i][(head * size) + k] = seen.Select((j, n) => scores[n] * values[group][j][k]).Sum() / scores.Sum();
                }
            }
        }

        return Multiply(output, Matrix(source, prefix + "o_proj.weight", _config.HiddenSize, heads * size));

        double[][][] Heads(string name, int count, bool rotated)
        {
            var rows = Multiply(input, Matrix(source, $"{prefix}{name}_proj.weight", count * size, _config.HiddenSize));
            return [.. Enumerable.Range(0, count).Select(head =>
            {
                var own = rows.Select(row => row[(head * size)..((head + 1) * size)]).ToArray();
                return rotated ? Rotate(Norm(own, Vector(source, $"{prefix}{name}_norm.weight", size)), share, isGlobal ? _config.GlobalRopeTheta : _config.LocalRopeTheta)
                    : _config.Second is null ? own
                    : Norm(own, [.. Enumerable.Repeat(1.0, size)]);
            })];
        }
    }

    private static double[][] Rotate(double[][] rows, double share, double theta) => [.. rows.Select((row, position) =>
    {
        var half = row.Length / 2;
        var rotated = new double[row.Length];
        for (var i = 0; i < half; i++)
        {
            var (sine, cosine) = i < (int)(half * share) ? Math.SinCos(position * Math.Pow(theta, -2.0 * i / row.Length)) : (0, 1);
            rotated[i] = (row[i] * cosine) - (row[i + half] * sine);
            rotated[i + half] = (row[i + half] * cosine) + (row[i] * sine);
        }

        return rotated;
    })];

    private double[][] FeedForward(TensorSource source, int layer, double[][] input)
    {
        var (hidden, inner) = (_config.HiddenSize, _config.IntermediateSize);
        var gate = Multiply(input, Matrix(source, $"layers.{layer}.mlp.gate_proj.weight", inner, hidden));
        var up = Multiply(input, Matrix(source, $"layers.{layer}.mlp.up_proj.weight", inner, hidden));
        var gated = gate.Zip(up, (left, right) => left.Zip(right, (x, y) => Gelu(x) * y).ToArray()).ToArray();
        return Multiply(gated, Matrix(source, $"layers.{layer}.mlp.down_proj.weight", hidden, inner));
    }

    private static double Gelu(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));

    private static double[] Dense(double[] input, DenseModule module)
    {
        using var source = TensorSource.Open(module.Folder);
        var output = Multiply([input], Matrix(source, "linear.weight", module.OutFeatures, module.InFeatures))[0];
        return module.HasBias ? [.. output.Zip(Vector(source, "linear.bias", module.OutFeatures), (left, right) => left + right)] : output;
    }

    private double[][] Norm(double[][] rows, double[] scale) => [.. rows.Select(row =>
    {
        var factor = 1 / Math.Sqrt(row.Average(value => value * value) + _config.NormEpsilon);
        return row.Select((value, i) => value * factor * (_config.NormOffset + scale[i])).ToArray();
    })];

    private static double[][] Multiply(double[][] rows, double[][] matrix) => [.. rows.Select(row => matrix.Select(line => Dot(line, row)).ToArray())];

    private static double[][] AddRows(double[][] left, double[][] right) => [.. left.Zip(right, (a, b) => a.Zip(b, (x, y) => x + y).ToArray())];

    private static double Dot(double[] left, double[] right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    private static double[] Vector(TensorSource source, string name, int size)
    {
        var values = new float[size];
        source.Read(name, [size], values);
        return [.. values.Select(value => (double)value)];
    }

    private static double[][] Matrix(TensorSource source, string name, int rows, int columns)
    {
        var values = new float[rows * columns];
        source.Read(name, [rows, columns], values);
        return [.. values.Chunk(columns).Select(row => row.Select(value => (double)value).ToArray())];
    }
}
