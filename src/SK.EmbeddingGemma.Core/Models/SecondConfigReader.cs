using System.Collections.Frozen;
using System.Globalization;

namespace SK.EmbeddingGemma.Models;

/// <summary>
/// Reads the configuration of EmbeddingGemma 2's text tower, alone or in that of the whole multimodal model, as transformers' EmbeddingGemma2TextConfig
/// does, and refuses whatever this implementation would not compute the same way.
/// </summary>
internal static class SecondConfigReader
{
    /// <summary>The type of the whole model, whose text tower stands under text_config.</summary>
    public const string MultimodalType = "embedding_gemma2";

    /// <summary>The type of the text tower.</summary>
    public const string TextType = "embedding_gemma2_text";

    private const string OverridesKey = "per_layer_config";

    /// <summary>The length that the model card states; neither configuration nor tokenizer says it.</summary>
    private const int CardTokens = 8192;

    /// <summary>Keys of the whole model beside its text tower: a text does not pass through the others.</summary>
    private static readonly FrozenSet<string> OtherTowers = FrozenSet.Create(
        StringComparer.Ordinal,
        "audio_config", "vision_config", "video_config", "audio_token_id", "boa_token_id", "boi_token_id", "eoa_token_index", "eoa_token_id", "eoi_token_id",
        "image_token_id", "video_token_id", "vision_soft_tokens_per_image", "audio_soft_tokens_per_clip");

    /// <summary>Returns whether a file that may be missing says that it describes an EmbeddingGemma 2.</summary>
    public static bool IsSecond(string file) =>
        File.Exists(file) && JsonSection.Read(file) is var json && json.Contains("model_type") && json.Text("model_type") is (MultimodalType or TextType);

    /// <summary>Takes the keys of a file whose model_type was <paramref name="type"/>.</summary>
    /// <exception cref="InvalidDataException">Something is malformed, contradictory, not supported or not known; the message names file and key.</exception>
    public static GemmaConfig Read(JsonSection json, string type)
    {
        if (type == TextType)
            return ReadText(json);

        var text = json.Section("text_config") ?? throw json.Fault("text_config", "is missing, but describes the text tower.");
        json.Ignore(OtherTowers);
        GemmaConfigReader.RefuseRest(json);
        text.Require("model_type", TextType);
        return ReadText(text);
    }

    private static GemmaConfig ReadText(JsonSection json)
    {
        json.RequireFlag("use_bidirectional_attention", required: true, fallback: true, "must be true: a causal model is not an EmbeddingGemma.");
        GemmaConfigReader.RefuseOtherArithmetic(json);
        var layerCount = json.Integer("num_hidden_layers", 1, 1024);
        var layers = LayerPattern.Read(json, layerCount);
        var local = new HeadGeometry(json.Integer("head_dim", 2, 1 << 14), json.Integer("num_key_value_heads", 1, 1024));
        var global = ReadGlobalHeads(json, layers, local);
        var rope = json.Section("rope_parameters");
        var (globalTheta, share) = ReadRope(rope, "full_attention", 1_000_000);
        var (localTheta, _) = ReadRope(rope, "sliding_attention", 10_000);
        rope?.RefuseUnread();
        var config = new GemmaConfig
        {
            VocabularySize = json.Integer("vocab_size", 1, 1 << 24),
            HiddenSize = json.Integer("hidden_size", 1, 1 << 16),
            IntermediateSize = json.Integer("intermediate_size", 1, 1 << 20),
            HeadCount = json.Integer("num_attention_heads", 1, 1024),
            KeyValueHeadCount = local.KeyValueCount,
            HeadSize = local.Size,
            MaxPositions = Math.Min(json.Integer("max_position_embeddings", 2, int.MaxValue, CardTokens), CardTokens),
            AttentionScale = 1, // the norms of queries and keys scale instead
            NormEpsilon = GemmaConfigReader.NormEpsilon(json),
            NormOffset = 0,
            Layers = layers,
            LocalRadius = json.Integer("sliding_window", 1, int.MaxValue), // to either side: not halved, as it is for Gemma 3
            LocalRopeTheta = localTheta,
            GlobalRopeTheta = globalTheta,
            PadTokenId = GemmaConfigReader.TokenId(json, "pad_token_id", 0),
            EosTokenId = GemmaConfigReader.TokenId(json, "eos_token_id", 1),
            BosTokenId = GemmaConfigReader.TokenId(json, "bos_token_id", 2),
            Second = new(json.Integer("hidden_size_per_layer_input", 1, 1 << 16), json.Integer("embedding_dim", 1, 1 << 16), global with { RotatedShare = share }),
        };
        GemmaConfigReader.RefuseRest(json);
        GemmaConfigReader.Validate(json, config);
        return config;
    }

    /// <summary>Takes the heads of global layers in either spelling: one pair of keys, or a section for each layer, which then must be the global ones and agree.</summary>
    private static HeadGeometry ReadGlobalHeads(JsonSection json, LayerKind[] layers, HeadGeometry local)
    {
        var heads = local;
        if (json.Section(OverridesKey) is { } overrides)
        {
            var seen = new List<HeadGeometry>();
            foreach (var key in overrides.Unread.ToArray())
            {
                if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var layer) || layer >= layers.Length || layers[layer] != LayerKind.Global)
                    throw overrides.Fault(key, "is no global layer of layer_types: other layers with heads of their own are not supported.");
                var section = overrides.Section(key) ?? throw overrides.Fault(key, "is null, but must be an object.");
                seen.Add(new(section.Integer("head_dim", 2, 1 << 14, local.Size), section.Integer("num_key_value_heads", 1, 1024, local.KeyValueCount)));
                section.RefuseUnread();
            }

            var globals = layers.Count(kind => kind == LayerKind.Global);
            if (seen.Count > 0 && (seen.Count != globals || seen.Distinct().Count() > 1))
                throw json.Fault(OverridesKey, $"gives {seen.Count} of {globals} global layers heads of their own, or not all the same, which is not supported.");
            heads = seen.FirstOrDefault(local);
        }

        var size = json.IsNull("global_head_dim") ? heads.Size : json.Integer("global_head_dim", 2, 1 << 14);
        var count = json.IsNull("num_global_key_value_heads") ? heads.KeyValueCount : json.Integer("num_global_key_value_heads", 1, 1024);
        var spelled = new HeadGeometry(size, count);
        return heads == local || heads == spelled ? spelled : throw json.Fault(OverridesKey, "differs from global_head_dim or num_global_key_value_heads: they contradict each other.");
    }

    private static (double Theta, double RotatedShare) ReadRope(JsonSection? parameters, string kind, double theta)
    {
        if (parameters?.Section(kind) is not { } section)
            return (theta, 1);
        var type = section.Text("rope_type", "default");
        var result = (section.Positive("rope_theta", theta), section.Positive("partial_rotary_factor", 1));
        var isPartial = type == "proportional";
        if (!isPartial && type != "default")
            throw section.Fault("rope_type", $"is {JsonSection.Show(type)}, but only \"default\" and \"proportional\" are supported.");
        if (result.Item2 > 1 || (!isPartial && result.Item2 != 1))
            throw section.Fault("partial_rotary_factor", "must be at most 1, and 1 unless rope_type is \"proportional\".");
        section.RefuseUnread();
        return result;
    }
}
