using System.Collections.Frozen;
using System.Text.Json;

namespace SK.EmbeddingGemma.Models;

/// <summary>
/// Reads config.json as transformers' Gemma3TextConfig does, in the keys of 2025 and of 2026 and with its defaults, and
/// refuses whatever this implementation would not compute the same way; or has <see cref="SecondConfigReader"/> read it.
/// </summary>
internal static class GemmaConfigReader
{
    /// <summary>Far above every model of the family (0.3 billion), far below what a hostile file could ask for.</summary>
    public const long MaxParameters = 8_000_000_000;

    /// <summary>The most positions that a model may declare.</summary>
    public const int MaxPositions = 1 << 20;

    private const string FirstType = "gemma3_text";

    /// <summary>Keys of PretrainedConfig, of generation and of training tools that leave the vector of a text as it is.</summary>
    private static readonly FrozenSet<string> Harmless = FrozenSet.Create(
        StringComparer.Ordinal,
        "_name_or_path", "name_or_path", "_commit_hash", "architectures", "transformers_version", "dtype", "torch_dtype",
        "initializer_range", "initializer_factor", "use_cache", "cache_implementation", "attention_dropout", "dropout", "dropout_rate",
        "classifier_dropout", "final_logit_softcapping", "tie_word_embeddings", "tie_encoder_decoder", "return_dict", "use_return_dict",
        "output_hidden_states", "output_attentions", "chunk_size_feed_forward", "torchscript", "use_bfloat16", "tf_legacy_loss",
        "attn_implementation", "_attn_implementation", "_attn_implementation_autoset", "_attn_implementation_internal",
        "id2label", "label2id", "num_labels", "problem_type", "task_specific_params", "finetuning_task", "tokenizer_class", "prefix",
        "sep_token_id", "decoder_start_token_id", "bad_words_ids", "begin_suppress_tokens", "suppress_tokens", "forced_bos_token_id",
        "forced_eos_token_id", "do_sample", "early_stopping", "diversity_penalty", "encoder_no_repeat_ngram_size",
        "exponential_decay_length_penalty", "length_penalty", "max_length", "max_new_tokens", "min_length", "no_repeat_ngram_size",
        "num_beam_groups", "num_beams", "num_return_sequences", "output_scores", "remove_invalid_values", "repetition_penalty",
        "return_dict_in_generate", "temperature", "top_k", "top_p", "typical_p", "unsloth_fixed", "unsloth_version",
        "unsloth_tiled_mlp", "pretraining_tp", "gradient_checkpointing", "boi_token_index", "eoi_token_index", "image_token_index",
        "transformers.js_config");

    /// <summary>Reads <paramref name="file"/>.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Something is malformed, contradictory, not supported or not known; the message names file and key.</exception>
    public static GemmaConfig Read(string file)
    {
        var json = JsonSection.Read(file);
        if (!json.Contains("model_type"))
            throw json.Fault("model_type", "is missing, but must be \"gemma3_text\", the architecture of EmbeddingGemma 300M, or \"embedding_gemma2\".");
        var type = json.Text("model_type");
        return type switch
        {
            FirstType => ReadFirst(json),
            SecondConfigReader.MultimodalType or SecondConfigReader.TextType => SecondConfigReader.Read(json, type),
            _ => throw json.Fault("model_type", $"is {JsonSection.Show(type)}, but only {FirstType}, {SecondConfigReader.MultimodalType} and {SecondConfigReader.TextType} are supported."),
        };
    }

    private static GemmaConfig ReadFirst(JsonSection json)
    {
        json.RequireFlag("use_bidirectional_attention", required: true, fallback: false, "must be true: a causal model is not an EmbeddingGemma.");
        RefuseOtherArithmetic(json);

        var (localTheta, globalTheta) = RopeBases.Read(json);
        var layerCount = json.Integer("num_hidden_layers", 1, 1024, 26);
        var config = new GemmaConfig
        {
            VocabularySize = json.Integer("vocab_size", 1, 1 << 24, 262_208),
            HiddenSize = json.Integer("hidden_size", 1, 1 << 16, 2304),
            IntermediateSize = json.Integer("intermediate_size", 1, 1 << 20, 9216),
            HeadCount = json.Integer("num_attention_heads", 1, 1024, 8),
            KeyValueHeadCount = json.Integer("num_key_value_heads", 1, 1024, 4),
            HeadSize = json.Integer("head_dim", 2, 1 << 14, 256),
            MaxPositions = json.Integer("max_position_embeddings", 2, MaxPositions, 131_072),
            AttentionScale = (float)(1 / Math.Sqrt(json.Positive("query_pre_attn_scalar", 256))),
            NormEpsilon = NormEpsilon(json),
            Layers = LayerPattern.Read(json, layerCount),
            LocalRadius = json.Integer("sliding_window", 1, int.MaxValue, 4096) / 2, // bidirectional: half to either side
            LocalRopeTheta = localTheta,
            GlobalRopeTheta = globalTheta,
            PadTokenId = TokenId(json, "pad_token_id", 0),
            EosTokenId = TokenId(json, "eos_token_id", 1),
            BosTokenId = TokenId(json, "bos_token_id", 2),
        };
        RefuseRest(json);
        Validate(json, config);
        return config;
    }

    /// <summary>Refuses what neither generation computes.</summary>
    public static void RefuseOtherArithmetic(JsonSection json)
    {
        json.RequireFlag("is_causal", required: false, fallback: false, "a causal model is not an EmbeddingGemma.");
        json.RequireFlag("attention_bias", required: false, fallback: false, "biases of attention projections are not supported.");
        json.Require("hidden_activation", "gelu_pytorch_tanh", "gelu_new");
        if (!json.IsNull("hidden_act"))
            json.Require("hidden_act", "gelu_pytorch_tanh", "gelu_new");
        if (!json.IsNull("attn_logit_softcapping"))
            throw json.Fault("attn_logit_softcapping", $"is {JsonSection.Show(json.Take("attn_logit_softcapping"))}, but must be null: capped attention scores are not supported.");
        json.RequireUnset("is_decoder", "add_cross_attention", "is_encoder_decoder", "pruned_heads", "cross_attention_hidden_size");
    }

    /// <summary>Refuses keys that nobody took, unless they are known to leave vectors as they are.</summary>
    public static void RefuseRest(JsonSection json)
    {
        json.Ignore(Harmless);
        json.RefuseUnread();
    }

    /// <summary>Takes the term that keeps RMSNorm from dividing by 0.</summary>
    public static float NormEpsilon(JsonSection json)
    {
        var epsilon = (float)json.Positive("rms_norm_eps", 1e-6);
        return epsilon is > 0 and < 1 ? epsilon : throw json.Fault("rms_norm_eps", "is out of range: it must be greater than 0 and less than 1 in 32-bit precision.");
    }

    /// <summary>Takes a token id. A list of end tokens (generation stops at any) begins with the model's own.</summary>
    public static int TokenId(JsonSection json, string key, int fallback)
    {
        if (json.IsNull(key))
            return fallback;
        var value = json.Take(key);
        var first = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 ? value[0] : value;
        return first.ValueKind == JsonValueKind.Number && first.TryGetInt32(out var id) && id >= 0
            ? id
            : throw json.Fault(key, $"is {JsonSection.Show(value)}, but must be a token id, 0 or greater.");
    }

    /// <summary>Refuses sizes that do not go together, or are beyond all reason.</summary>
    public static void Validate(JsonSection json, GemmaConfig config)
    {
        foreach (var heads in config.Layers.Distinct().Select(config.HeadsOf))
        {
            if (config.HeadCount % heads.KeyValueCount != 0)
                throw json.Fault("num_attention_heads", $"is {config.HeadCount}, but must be a multiple of num_key_value_heads, {heads.KeyValueCount}.");
            if (heads.Size % 2 != 0)
                throw json.Fault("head_dim", $"is {heads.Size}, but must be even: RoPE turns pairs.");
        }

        if (!(config.AttentionScale > 0 && float.IsFinite(config.AttentionScale)))
            throw json.Fault("query_pre_attn_scalar", "is out of range: its inverse square root must be a positive 32-bit float.");
        foreach (var (key, id) in new[] { ("pad_token_id", config.PadTokenId), ("eos_token_id", config.EosTokenId), ("bos_token_id", config.BosTokenId) })
        {
            if (id >= config.VocabularySize)
                throw json.Fault(key, $"is {id}, but must be less than vocab_size, {config.VocabularySize}.");
        }

        long hidden = config.HiddenSize;
        var total = (config.VocabularySize * hidden) + config.LayerWeightCount;
        if (total > MaxParameters)
            throw json.Fault("hidden_size", $"({hidden}), vocab_size, num_hidden_layers, intermediate_size and the attention's sizes make {total} parameters, but at most {MaxParameters} are supported.");
        var widest = Math.Max((long)config.Layers.Max(kind => config.HeadsOf(kind).Size) * config.HeadCount, config.IntermediateSize);
        if (hidden * Math.Max(widest, (long)config.Layers.Count * (config.Second?.LayerInputSize ?? 0)) > Array.MaxLength)
            throw json.Fault("hidden_size", $"({hidden}) makes a matrix of more than {Array.MaxLength} weights with intermediate_size or head_dim x num_attention_heads, which is not supported.");
    }
}
