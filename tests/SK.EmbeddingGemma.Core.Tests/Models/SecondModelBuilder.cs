using System.Text.Json.Nodes;
using SK.EmbeddingGemma.TestSupport;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Models;

/// <summary>
/// Writes a tiny EmbeddingGemma 2 as transformers saves it, with random weights of a fixed seed and Nano's tokenizer. Change its JSON before
/// <see cref="Write"/> to get a variant, or one that must be refused.
/// </summary>
internal sealed class SecondModelBuilder
{
    private readonly JsonObject _config = JsonNode.Parse("""
        {
          "architectures": ["EmbeddingGemma2Model"], "model_type": "embedding_gemma2", "audio_config": null, "vision_config": { "hidden_size": 8 },
          "image_token_id": 258880, "dtype": "float32",
          "text_config": {
            "model_type": "embedding_gemma2_text", "vocab_size": 16384, "hidden_size": 20, "intermediate_size": 24, "num_hidden_layers": 3,
            "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8, "embedding_dim": 28, "hidden_size_per_layer_input": 12,
            "max_position_embeddings": 131072, "rms_norm_eps": 1e-06, "sliding_window": 5,
            "layer_types": ["full_attention", "sliding_attention", "full_attention"],
            "per_layer_config": { "0": { "head_dim": 16, "num_key_value_heads": 1 }, "2": { "head_dim": 16, "num_key_value_heads": 1 } },
            "rope_parameters": {
              "full_attention": { "partial_rotary_factor": 0.25, "rope_theta": 1000000.0, "rope_type": "proportional" },
              "sliding_attention": { "rope_theta": 10000.0, "rope_type": "default" }
            },
            "pad_token_id": 0, "eos_token_id": 1, "bos_token_id": 2, "hidden_activation": "gelu_pytorch_tanh", "attention_bias": false
          }
        }
        """)!.AsObject();

    /// <summary>Gets the configuration of the text tower.</summary>
    public JsonObject Text => _config["text_config"]!.AsObject();

    /// <summary>Gets or sets what stands before the names of the text tower's tensors.</summary>
    public string TensorPrefix { get; set; } = "language_model.";

    /// <summary>Gets or sets whether the weights of another tower lie beside them.</summary>
    public bool HasOtherTower { get; set; }

    /// <summary>Gets or sets whether config.json is that of the text tower alone.</summary>
    public bool IsTextOnly { get; set; }

    /// <summary>Sets the heads of all global layers, in the spelling of a section for each.</summary>
    public void SetGlobalHeads(int size, int keyHeads)
    {
        foreach (var (_, section) in Text["per_layer_config"]!.AsObject())
            (section!["head_dim"], section["num_key_value_heads"]) = (size, keyHeads);
    }

    /// <summary>Writes everything into <paramref name="folder"/> and returns its path.</summary>
    public string Write(TemporaryFolder folder)
    {
        var config = folder.Write("config.json", (IsTextOnly ? Text : _config).ToJsonString());
        File.Copy(Path.Combine(AppContext.BaseDirectory, "models", "nano", "tokenizer.json"), folder.PathOf("tokenizer.json"));
        var writer = new SafetensorsWriter();
        if (HasOtherTower)
            writer.Add("vision_tower.embed.weight", [3, 2], [1, 2, 3, 4, 5, 6]);
        var seed = 1u;
        foreach (var (name, shape) in GemmaTensors.Shapes(GemmaConfigReader.Read(config)).OrderBy(tensor => tensor.Key, StringComparer.Ordinal))
            writer.Add(TensorPrefix + name, shape, Values(name, shape, seed++));
        folder.Write("model.safetensors", writer.ToArray());
        return folder.Path;
    }

    // Norms scale by what is stored, and a layer by its scalar: around 0, nothing would be left of the text.
    private static float[] Values(string name, long[] shape, uint seed)
    {
        var values = ModelDirectoryBuilder.RandomFloats(seed, shape);
        return shape.Length == 1 ? Array.ConvertAll(values, value => value + 1) : values;
    }
}
