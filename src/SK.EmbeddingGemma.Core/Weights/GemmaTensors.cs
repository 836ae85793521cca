using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Weights;

/// <summary>Which tensors the transformer of a model has, with their shapes.</summary>
internal static class GemmaTensors
{
    /// <summary>Checks that <paramref name="source"/> holds exactly the tensors that <paramref name="config"/> asks for.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, not expected, or of another shape; the message names file and tensor.</exception>
    public static void Validate(TensorSource source, GemmaConfig config)
    {
        var expected = Shapes(config);
        foreach (var (name, shape) in expected)
        {
            if (!source.Tensors.TryGetValue(name, out var info))
                throw source.Fault(name, $"is missing, but the configuration asks for it with the shape {TensorInfo.FormatShape(shape)}.");
            if (!info.Shape.SequenceEqual(shape))
                throw source.Fault(name, $"has the shape {info.ShapeText}, but the configuration asks for {TensorInfo.FormatShape(shape)}.");
        }

        if (source.Tensors.Keys.FirstOrDefault(name => !expected.ContainsKey(name)) is { } extra)
            throw source.Fault(extra, "is not part of the model that the configuration describes, so what it does to the vectors is not known.");
    }

    /// <summary>Returns every tensor's shape by name.</summary>
    internal static Dictionary<string, long[]> Shapes(GemmaConfig config)
    {
        long hidden = config.HiddenSize;
        long intermediate = config.IntermediateSize;
        var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal)
        {
            ["embed_tokens.weight"] = [config.VocabularySize, hidden],
            ["norm.weight"] = [hidden],
        };
        for (var layer = 0; layer < config.Layers.Count; layer++)
        {
            var prefix = $"layers.{layer}.";
            long head = config.HeadsOf(layer).Size;
            var (queries, keys) = (head * config.HeadCount, head * config.HeadsOf(layer).KeyValueCount);
            shapes[prefix + "self_attn.q_proj.weight"] = [queries, hidden];
            shapes[prefix + "self_attn.k_proj.weight"] = [keys, hidden];
            shapes[prefix + "self_attn.v_proj.weight"] = [keys, hidden];
            shapes[prefix + "self_attn.o_proj.weight"] = [hidden, queries];
            shapes[prefix + "self_attn.q_norm.weight"] = [head];
            shapes[prefix + "self_attn.k_norm.weight"] = [head];
            shapes[prefix + "mlp.gate_proj.weight"] = [intermediate, hidden];
            shapes[prefix + "mlp.up_proj.weight"] = [intermediate, hidden];
            shapes[prefix + "mlp.down_proj.weight"] = [hidden, intermediate];
            shapes[prefix + "input_layernorm.weight"] = [hidden];
            shapes[prefix + "post_attention_layernorm.weight"] = [hidden];
            shapes[prefix + "pre_feedforward_layernorm.weight"] = [hidden];
            shapes[prefix + "post_feedforward_layernorm.weight"] = [hidden];
        }

        if (config.Second is { } second)
            AddSecond(shapes, config, second);
        return shapes;
    }

    private static void AddSecond(Dictionary<string, long[]> shapes, GemmaConfig config, SecondGeneration second)
    {
        long hidden = config.HiddenSize;
        long own = second.LayerInputSize;
        shapes["embedding_projection.weight"] = [second.VectorSize, hidden];
        shapes["ple.per_layer_model_projection.weight"] = [config.Layers.Count * own, hidden];
        shapes["ple.per_layer_projection_norm.weight"] = [own];
        for (var layer = 0; layer < config.Layers.Count; layer++)
        {
            var prefix = $"layers.{layer}.";
            shapes[prefix + "ple_block.per_layer_input_gate.weight"] = [own, hidden];
            shapes[prefix + "ple_block.per_layer_projection.weight"] = [hidden, own];
            shapes[prefix + "ple_block.post_per_layer_input_norm.weight"] = [hidden];
            shapes[prefix + "layer_scalar"] = [1];
        }
    }
}
