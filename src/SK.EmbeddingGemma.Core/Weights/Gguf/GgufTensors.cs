using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Models.Gguf;

namespace SK.EmbeddingGemma.Weights.Gguf;

/// <summary>Says which tensor of a model becomes which of a GGUF file.</summary>
internal static class GgufTensors
{
    private static readonly Dictionary<string, string> LayerNames = new(StringComparer.Ordinal)
    {
        ["self_attn.q_proj"] = "attn_q",
        ["self_attn.k_proj"] = "attn_k",
        ["self_attn.v_proj"] = "attn_v",
        ["self_attn.o_proj"] = "attn_output",
        ["self_attn.q_norm"] = "attn_q_norm",
        ["self_attn.k_norm"] = "attn_k_norm",
        ["mlp.gate_proj"] = "ffn_gate",
        ["mlp.up_proj"] = "ffn_up",
        ["mlp.down_proj"] = "ffn_down",
        ["input_layernorm"] = "attn_norm",
        ["post_attention_layernorm"] = "post_attention_norm",
        ["pre_feedforward_layernorm"] = "ffn_norm",
        ["post_feedforward_layernorm"] = "post_ffw_norm",
    };

    /// <summary>Returns the tensors of the file in their order.</summary>
    /// <param name="directory">The model.</param>
    /// <param name="source">The weights of its transformer.</param>
    /// <param name="dense">The weights of its dense modules.</param>
    /// <param name="type">The number format of matrices. Vectors are always floats, and rows that Q8_0 cannot divide are F16.</param>
    public static GgufSource[] Plan(ModelDirectory directory, TensorSource source, IReadOnlyList<TensorSource> dense, GgufType type)
    {
        // llama.cpp multiplies scores with the usual scale: what is left of the model's own goes into the norm of the queries.
        var config = directory.Config;
        var queryFactor = (float)(config.AttentionScale * Math.Sqrt(config.HeadSize));
        var transformer = GemmaTensors.Shapes(config).Select(tensor => new GgufSource(
            new GgufTensor(NameOf(tensor.Key), TypeOf(tensor.Value, type), tensor.Value),
            source,
            tensor.Key,
            config.NormOffset,
            Factor: tensor.Key.EndsWith("q_norm.weight", StringComparison.Ordinal) ? queryFactor : 1));
        var modules = directory.DenseModules.Select((module, index) =>
        {
            long[] shape = [module.OutFeatures, module.InFeatures];
            return new GgufSource(new GgufTensor(GgufDenseModules.TensorOf(index), TypeOf(shape, type), shape), dense[index], DenseTensors.Weight, Offset: 0, Factor: 1);
        });
        return [.. transformer, .. modules];
    }

    /// <summary>Returns the name in a GGUF file of a transformer's tensor.</summary>
    public static string NameOf(string name)
    {
        if (name == "embed_tokens.weight")
            return "token_embd.weight";
        if (name == "norm.weight")
            return "output_norm.weight";
        var parts = name.Split('.', 3); // layers, number, rest
        return $"blk.{parts[1]}.{LayerNames[parts[2][..^".weight".Length]]}.weight";
    }

    private static GgufType TypeOf(long[] shape, GgufType type) => (shape.Length, type) switch
    {
        (1, _) => GgufType.F32,
        (_, GgufType.Q8) when shape[^1] % GgufNumbers.BlockLength != 0 => GgufType.F16,
        _ => type,
    };
}
