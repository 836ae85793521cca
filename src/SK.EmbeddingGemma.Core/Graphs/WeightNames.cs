using System.Globalization;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>Names of the graph's weights: <see cref="GraphWeights"/> writes them, the graph refers to them.</summary>
internal static class WeightNames
{
    public const string FinalNorm = "norm";
    public const string Head = "head";
    public const string HeadBias = "head.bias";

    public const string LayerInputs = "layer_inputs";
    public const string LayerInputsNorm = "layer_inputs_norm";

    public static string Cosine(bool isGlobal) => isGlobal ? "global.cos" : "local.cos";

    public static string Sine(bool isGlobal) => isGlobal ? "global.sin" : "local.sin";

    public static string QueryKeyValue(int layer) => Of(layer, "qkv");

    /// <summary>Returns the name of a linear layer's weights.</summary>
    public static string Linear(LinearRole role, int layer) => role switch
    {
        LinearRole.QueryKeyValue => QueryKeyValue(layer),
        LinearRole.AttentionOutput => AttentionOutput(layer),
        LinearRole.GateUp => GateUp(layer),
        LinearRole.Down => Down(layer),
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Not a linear layer of EmbeddingGemma 300M's architecture."),
    };

    public static string QueryNorm(int layer) => Of(layer, "q_norm");

    public static string KeyNorm(int layer) => Of(layer, "k_norm");

    public static string AttentionOutput(int layer) => Of(layer, "attention_output");

    public static string GateUp(int layer) => Of(layer, "gate_up");

    public static string Down(int layer) => Of(layer, "down");

    public static string InputNorm(int layer) => Of(layer, "input_norm");

    public static string PostAttentionNorm(int layer) => Of(layer, "post_attention_norm");

    public static string PreFeedForwardNorm(int layer) => Of(layer, "pre_feedforward_norm");

    public static string PostFeedForwardNorm(int layer) => Of(layer, "post_feedforward_norm");

    public static string LayerInputGate(int layer) => Of(layer, "input_gate");

    public static string LayerInputProjection(int layer) => Of(layer, "input_projection");

    public static string LayerInputNorm(int layer) => Of(layer, "post_input_norm");

    public static string LayerScalar(int layer) => Of(layer, "scalar");

    /// <summary>Returns the name of the scales of a linear layer's 8-bit weights.</summary>
    public static string Scales(string linear) => linear + ".scale";

    /// <summary>Returns the name of their sums.</summary>
    public static string Sums(string linear) => linear + ".sum";

    private static string Of(int layer, string name) => string.Create(CultureInfo.InvariantCulture, $"layers.{layer}.{name}");
}
