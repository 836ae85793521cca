using System.Text.Json.Nodes;

namespace SK.EmbeddingGemma.TestSupport;

/// <summary>
/// Writes a complete tiny model in the layout of sentence-transformers, with random weights of a fixed seed and Nano's
/// tokenizer. Change its JSON before <see cref="Write"/> to get a variant, or one that must be refused.
/// </summary>
public sealed class ModelDirectoryBuilder
{
    /// <summary>Gets config.json, in the keys of 2026.</summary>
    public JsonObject Config { get; } = Parse("""
        {
          "architectures": ["Gemma3TextModel"], "model_type": "gemma3_text", "use_bidirectional_attention": true,
          "vocab_size": 16384, "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 2,
          "num_key_value_heads": 1, "head_dim": 8, "query_pre_attn_scalar": 8, "max_position_embeddings": 2048,
          "rms_norm_eps": 1e-06, "sliding_window": 16, "layer_types": ["sliding_attention", "full_attention"],
          "rope_parameters": {
            "full_attention": { "rope_theta": 1000000.0, "rope_type": "default" },
            "sliding_attention": { "rope_theta": 10000.0, "rope_type": "default" }
          },
          "pad_token_id": 0, "eos_token_id": 1, "bos_token_id": 2, "hidden_activation": "gelu_pytorch_tanh", "attention_bias": false
        }
        """);

    /// <summary>Gets 1_Pooling/config.json.</summary>
    public JsonObject Pooling { get; } = Parse("""{ "embedding_dimension": 16, "pooling_mode": "mean", "include_prompt": true }""");

    /// <summary>Gets the configs of the dense modules; without any, the vector is the pooled one.</summary>
    public IList<JsonObject> Dense { get; } = [DenseConfig(16, 32), DenseConfig(32, 16)];

    /// <summary>Gets sentence_bert_config.json.</summary>
    public JsonObject SentenceConfig { get; } = Parse("""{ "max_seq_length": 512, "do_lower_case": false }""");

    /// <summary>Gets tokenizer_config.json.</summary>
    public JsonObject TokenizerConfig { get; } = Parse("""{ "model_max_length": 2048, "tokenizer_class": "GemmaTokenizerFast" }""");

    /// <summary>Gets config_sentence_transformers.json.</summary>
    public JsonObject Prompts { get; } = Parse("""{ "prompts": { "query": "task: search result | query: " }, "default_prompt_name": null, "similarity_fn_name": "cosine" }""");

    /// <summary>Gets or sets modules.json; <see langword="null"/> for the one that fits <see cref="Dense"/> and <see cref="Normalize"/>.</summary>
    public JsonArray? Modules { get; set; }

    /// <summary>Gets or sets whether a Normalize module is listed.</summary>
    public bool Normalize { get; set; } = true;

    /// <summary>Gets or sets the type of the weights: F32, F16 or BF16.</summary>
    public string WeightType { get; set; } = "F32";

    /// <summary>Gets or sets what stands before the names of the transformer's tensors, such as "model.".</summary>
    public string TensorPrefix { get; set; } = "";

    /// <summary>Gets or sets the seed of the weights.</summary>
    public uint Seed { get; set; } = 1;

    /// <summary>Returns the config of a dense module without bias and activation.</summary>
    public static JsonObject DenseConfig(int inFeatures, int outFeatures, bool bias = false) => new()
    {
        ["in_features"] = inFeatures,
        ["out_features"] = outFeatures,
        ["bias"] = bias,
        ["activation_function"] = "torch.nn.modules.linear.Identity",
    };

    /// <summary>Writes everything into <paramref name="folder"/> and returns its path.</summary>
    public string Write(TemporaryFolder folder)
    {
        folder.Write("modules.json", (Modules ?? DefaultModules()).ToJsonString());
        folder.Write("config.json", Config.ToJsonString());
        folder.Write("sentence_bert_config.json", SentenceConfig.ToJsonString());
        folder.Write("tokenizer_config.json", TokenizerConfig.ToJsonString());
        folder.Write("config_sentence_transformers.json", Prompts.ToJsonString());
        folder.Write("1_Pooling/config.json", Pooling.ToJsonString());
        File.Copy(Path.Combine(AppContext.BaseDirectory, "models", "nano", "tokenizer.json"), folder.PathOf("tokenizer.json"));
        folder.Write("model.safetensors", Transformer().ToArray());
        for (var i = 0; i < Dense.Count; i++)
        {
            folder.Write($"{i + 2}_Dense/config.json", Dense[i].ToJsonString());
            folder.Write($"{i + 2}_Dense/model.safetensors", DenseWeights(Dense[i], Seed + 1000 + (uint)i).ToArray());
        }

        return folder.Path;
    }

    /// <summary>Returns the transformer's weights for <see cref="Config"/>, to be changed and written in another way.</summary>
    public SafetensorsWriter Transformer()
    {
        var writer = new SafetensorsWriter();
        var seed = Seed;
        long hidden = Size("hidden_size"), head = Size("head_dim"), queries = head * Size("num_attention_heads"), keys = head * Size("num_key_value_heads"), middle = Size("intermediate_size");
        Add("embed_tokens.weight", Size("vocab_size"), hidden);
        for (var layer = 0; layer < Size("num_hidden_layers"); layer++)
        {
            var prefix = $"layers.{layer}.";
            foreach (var norm in new[] { "input", "post_attention", "pre_feedforward", "post_feedforward" })
                Add($"{prefix}{norm}_layernorm.weight", hidden);
            Add(prefix + "self_attn.q_proj.weight", queries, hidden);
            Add(prefix + "self_attn.k_proj.weight", keys, hidden);
            Add(prefix + "self_attn.v_proj.weight", keys, hidden);
            Add(prefix + "self_attn.o_proj.weight", hidden, queries);
            Add(prefix + "self_attn.q_norm.weight", head);
            Add(prefix + "self_attn.k_norm.weight", head);
            Add(prefix + "mlp.gate_proj.weight", middle, hidden);
            Add(prefix + "mlp.up_proj.weight", middle, hidden);
            Add(prefix + "mlp.down_proj.weight", hidden, middle);
        }

        Add("norm.weight", hidden);
        return writer;

        void Add(string name, params long[] shape) => writer.Add(TensorPrefix + name, shape, RandomFloats(seed++, shape), WeightType);
    }

    /// <summary>Returns floats from -0.5 to 0.5 that depend on the seed alone.</summary>
    public static float[] RandomFloats(uint seed, params long[] shape)
    {
        var state = (seed * 2654435761u) | 1;
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            values[i] = (state / (float)uint.MaxValue) - 0.5f;
        }

        return values;
    }

    private SafetensorsWriter DenseWeights(JsonObject config, uint seed)
    {
        long inFeatures = (int)config["in_features"]!, outFeatures = (int)config["out_features"]!;
        var writer = new SafetensorsWriter().Add("linear.weight", [outFeatures, inFeatures], RandomFloats(seed, outFeatures, inFeatures), WeightType);
        return (bool?)config["bias"] == false ? writer : writer.Add("linear.bias", [outFeatures], RandomFloats(seed + 500, outFeatures), WeightType);
    }

    private JsonArray DefaultModules()
    {
        var modules = new JsonArray(Entry(0, "", "Transformer"), Entry(1, "1_Pooling", "Pooling"));
        for (var i = 0; i < Dense.Count; i++)
            modules.Add(Entry(i + 2, $"{i + 2}_Dense", "Dense"));
        if (Normalize)
            modules.Add(Entry(modules.Count, $"{modules.Count}_Normalize", "Normalize"));
        return modules;
    }

    private static JsonObject Entry(int index, string path, string type) => new JsonObject
    {
        ["idx"] = index,
        ["name"] = $"{index}",
        ["path"] = path,
        ["type"] = "sentence_transformers.models." + type,
    };

    private int Size(string key) => (int)Config[key]!;

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
