using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Modules;

namespace SK.EmbeddingGemma.Export;

/// <summary>The configuration files of a model directory, in the keys of transformers and sentence-transformers of 2026.</summary>
internal static class ModelConfigs
{
    private const string Namespace = "sentence_transformers.models.";
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the folder of a dense layer.</summary>
    public static string DenseFolder(int index) => string.Create(CultureInfo.InvariantCulture, $"{index + 2}_Dense");

    /// <summary>Returns the content of each file by its name.</summary>
    public static IEnumerable<(string Name, string Json)> Of(ModelBlueprint blueprint)
    {
        yield return ("config.json", Text(Transformer(blueprint.Config)));
        yield return ("sentence_bert_config.json", Text(new JsonObject { ["max_seq_length"] = blueprint.MaxTokens, ["do_lower_case"] = false }));
        yield return ("config_sentence_transformers.json", Text(Prompts(blueprint.Source)));
        yield return ("1_Pooling/config.json", Text(new JsonObject { ["word_embedding_dimension"] = blueprint.Config.HiddenSize, ["pooling_mode_mean_tokens"] = true, ["pooling_mode_cls_token"] = false, ["pooling_mode_max_tokens"] = false, ["include_prompt"] = true }));
        for (var i = 0; i < blueprint.Dense.Count; i++)
            yield return (DenseFolder(i) + "/config.json", Text(Dense(blueprint.Dense[i])));
        yield return ("modules.json", Text(Modules(blueprint.Dense.Count)));
    }

    private static JsonObject Transformer(GemmaConfig config) => new()
    {
        ["architectures"] = new JsonArray("Gemma3TextModel"),
        ["model_type"] = "gemma3_text",
        ["use_bidirectional_attention"] = true,
        ["attention_bias"] = false,
        ["attention_dropout"] = 0.0,
        ["bos_token_id"] = config.BosTokenId,
        ["eos_token_id"] = config.EosTokenId,
        ["pad_token_id"] = config.PadTokenId,
        ["dtype"] = "float32",
        ["head_dim"] = config.HeadSize,
        ["hidden_activation"] = "gelu_pytorch_tanh",
        ["hidden_size"] = config.HiddenSize,
        ["intermediate_size"] = config.IntermediateSize,
        ["layer_types"] = new JsonArray([.. config.Layers.Select(kind => JsonValue.Create(kind == LayerKind.Global ? "full_attention" : "sliding_attention"))]),
        ["max_position_embeddings"] = config.MaxPositions,
        ["num_attention_heads"] = config.HeadCount,
        ["num_hidden_layers"] = config.Layers.Count,
        ["num_key_value_heads"] = config.KeyValueHeadCount,
        ["query_pre_attn_scalar"] = Math.Round(1 / ((double)config.AttentionScale * config.AttentionScale), 4),
        ["rms_norm_eps"] = (double)decimal.Parse(config.NormEpsilon.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture),
        ["rope_parameters"] = new JsonObject { ["full_attention"] = Rope(config.GlobalRopeTheta), ["sliding_attention"] = Rope(config.LocalRopeTheta) },
        ["sliding_window"] = 2 * Math.Min(config.LocalRadius, int.MaxValue / 2), // bidirectional: half to either side
        ["vocab_size"] = config.VocabularySize,
    };

    private static JsonObject Rope(double theta) => new() { ["rope_theta"] = theta, ["rope_type"] = "default" };

    private static JsonObject Prompts(ModelDirectory source) => new()
    {
        ["model_type"] = "SentenceTransformer",
        ["prompts"] = new JsonObject(source.Prompts.Select(prompt => KeyValuePair.Create(prompt.Key, (JsonNode?)prompt.Value))),
        ["default_prompt_name"] = source.DefaultPromptName,
        ["similarity_fn_name"] = "cosine",
    };

    private static JsonObject Dense(DenseShape shape) => new()
    {
        ["in_features"] = shape.Inputs,
        ["out_features"] = shape.Outputs,
        ["bias"] = shape.HasBias,
        ["activation_function"] = "torch.nn.modules.linear.Identity",
    };

    private static JsonArray Modules(int dense)
    {
        var modules = new JsonArray(Entry(0, "", "Transformer"), Entry(1, "1_Pooling", "Pooling"));
        for (var i = 0; i < dense; i++)
            modules.Add(Entry(i + 2, DenseFolder(i), "Dense"));
        modules.Add(Entry(modules.Count, $"{modules.Count}_Normalize", "Normalize"));
        return modules;
    }

    private static JsonObject Entry(int index, string path, string type) => new JsonObject
    {
        ["idx"] = index,
        ["name"] = index.ToString(CultureInfo.InvariantCulture),
        ["path"] = path,
        ["type"] = Namespace + type,
    };

    private static string Text(JsonNode json) => json.ToJsonString(Layout);
}
