using System.Text;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Models;

public sealed class GemmaConfigReaderTests
{
    private const string Minimal = """{"model_type":"gemma3_text","use_bidirectional_attention":true}""";

    [Fact]
    public void Read_OnlyWhatIsNeeded_TakesTheDefaultsOfTransformers()
    {
        var config = Read(Minimal);

        Assert.Equal((262208, 2304, 9216, 26), (config.VocabularySize, config.HiddenSize, config.IntermediateSize, config.Layers.Count));
        Assert.Equal((8, 4, 256, 131072), (config.HeadCount, config.KeyValueHeadCount, config.HeadSize, config.MaxPositions));
        Assert.Equal((0.0625f, 1e-6f, 2048), (config.AttentionScale, config.NormEpsilon, config.LocalRadius));
        Assert.Equal((1e4, 1e6), (config.LocalRopeTheta, config.GlobalRopeTheta));
        Assert.Equal([5, 11, 17, 23], Enumerable.Range(0, 26).Where(layer => config.Layers[layer] == LayerKind.Global));
        Assert.Equal((2, 1, 0), (config.BosTokenId, config.EosTokenId, config.PadTokenId));
    }

    [Fact]
    public void LayerWeightCount_EmbeddingGemma300M_IsThatOfItsTensors()
    {
        var config = Read(With("\"hidden_size\":768,\"intermediate_size\":1152,\"num_hidden_layers\":24,\"num_attention_heads\":3,\"num_key_value_heads\":1"));
        Assert.Equal(24 * ((2 * 768 * 768) + (2 * 768 * 256) + (3 * 768 * 1152)), config.LayerWeightCount);
        Assert.Equal(EmbeddingGemmaPrecision.Int8, DefaultPrecision.Of(config));
    }

    [Theory]
    [InlineData("\"_sliding_window_pattern\":3")]
    [InlineData("\"sliding_window_pattern\":3")]
    [InlineData("\"sliding_window_pattern\":3,\"_sliding_window_pattern\":3,\"layer_types\":null")]
    [InlineData("\"_sliding_window_pattern\":6,\"layer_types\":[\"sliding_attention\",\"sliding_attention\",\"full_attention\",\"sliding_attention\"]")]
    public void Read_LayerKinds_InEverySpelling(string keys) =>
        Assert.Equal([LayerKind.Local, LayerKind.Local, LayerKind.Global, LayerKind.Local], Read(With($"\"num_hidden_layers\":4,{keys}")).Layers);

    [Theory]
    [InlineData("\"rope_theta\":500,\"rope_local_base_freq\":20.5,\"rope_scaling\":null")]
    [InlineData("\"rope_theta\":500,\"rope_local_base_freq\":20.5,\"rope_scaling\":{\"rope_type\":\"default\"}")]
    [InlineData("\"rope_parameters\":{\"full_attention\":{\"rope_theta\":500,\"rope_type\":\"default\"},\"sliding_attention\":{\"rope_theta\":20.5}}")]
    [InlineData("\"rope_theta\":500.0,\"rope_parameters\":{\"full_attention\":{\"rope_type\":\"default\"},\"sliding_attention\":{\"rope_theta\":20.5,\"partial_rotary_factor\":1.0}}")]
    [InlineData("\"rope_theta\":500,\"rope_local_base_freq\":20.5,\"rope_parameters\":{\"full_attention\":{\"rope_theta\":500.0},\"sliding_attention\":{\"rope_theta\":20.5}}")]
    public void Read_RopeBases_InEveryGeneration(string keys)
    {
        var config = Read(With(keys));
        Assert.Equal((20.5, 500), (config.LocalRopeTheta, config.GlobalRopeTheta));
    }

    [Theory]
    [InlineData("\"hidden_activation\":\"gelu_new\"")]
    [InlineData("\"final_logit_softcapping\":30.0,\"torch_dtype\":\"bfloat16\",\"is_decoder\":false,\"pruned_heads\":{},\"id2label\":{\"0\":\"a\"},\"unsloth_fixed\":true")]
    [InlineData("\"eos_token_id\":[1,106],\"pad_token_id\":null,\"is_causal\":false,\"attn_logit_softcapping\":null,\"temperature\":0.5")]
    public void Read_HarmlessKeys_AreTaken(string keys) => Assert.Equal(1, Read(With(keys)).EosTokenId);

    [Theory]
    [InlineData("\"hidden_activation\":\"silu\"", "hidden_activation")]
    [InlineData("\"hidden_activation\":\"gelu\"", "hidden_activation")]
    [InlineData("\"hidden_activation\":null", "hidden_activation")]
    [InlineData("\"attention_bias\":true", "attention_bias")]
    [InlineData("\"attn_logit_softcapping\":50.0", "attn_logit_softcapping")]
    [InlineData("\"is_causal\":true", "is_causal")]
    [InlineData("\"is_decoder\":true", "is_decoder")]
    [InlineData("\"pruned_heads\":{\"0\":[1]}", "pruned_heads")]
    [InlineData("\"num_experts\":8", "num_experts")]
    [InlineData("\"quantization_config\":{}", "quantization_config")]
    [InlineData("\"per_layer_config\":{\"5\":{\"head_dim\":512}}", "per_layer_config")]
    [InlineData("\"rope_scaling\":{\"rope_type\":\"linear\",\"factor\":8.0}", "rope_scaling.rope_type")]
    [InlineData("\"rope_scaling\":{\"factor\":8.0}", "rope_scaling.factor")]
    [InlineData("\"rope_scaling\":\"linear\"", "rope_scaling")]
    [InlineData("\"rope_parameters\":{\"full_attention\":{\"rope_type\":\"linear\",\"factor\":8}}", "rope_parameters.full_attention.rope_type")]
    [InlineData("\"rope_parameters\":{\"full_attention\":{\"factor\":8}}", "rope_parameters.full_attention.factor")]
    [InlineData("\"rope_parameters\":{\"sliding_attention\":{\"partial_rotary_factor\":0.25}}", "partial_rotary_factor")]
    [InlineData("\"rope_parameters\":{\"rope_theta\":1000}", "rope_parameters.rope_theta")]
    [InlineData("\"rope_theta\":1000,\"rope_parameters\":{\"full_attention\":{\"rope_theta\":2000}}", "rope_theta")]
    [InlineData("\"rope_local_base_freq\":1000,\"rope_parameters\":{\"sliding_attention\":{\"rope_theta\":2000}}", "rope_local_base_freq")]
    [InlineData("\"partial_rotary_factor\":0.5", "partial_rotary_factor")]
    [InlineData("\"rope_theta\":0", "rope_theta")]
    [InlineData("\"rope_theta\":-1e6", "rope_theta")]
    [InlineData("\"rope_theta\":1e400", "rope_theta")]
    [InlineData("\"rope_theta\":\"1000000\"", "rope_theta")]
    [InlineData("\"layer_types\":[\"full_attention\"]", "layer_types")]
    [InlineData("\"num_hidden_layers\":1,\"layer_types\":[\"chunked_attention\"]", "layer_types[0]")]
    [InlineData("\"num_hidden_layers\":1,\"layer_types\":[1]", "layer_types[0]")]
    [InlineData("\"layer_types\":\"full_attention\"", "layer_types")]
    [InlineData("\"_sliding_window_pattern\":0", "_sliding_window_pattern")]
    [InlineData("\"_sliding_window_pattern\":3,\"sliding_window_pattern\":6", "_sliding_window_pattern")]
    [InlineData("\"sliding_window\":0", "sliding_window")]
    [InlineData("\"sliding_window\":null", "sliding_window")]
    [InlineData("\"query_pre_attn_scalar\":0", "query_pre_attn_scalar")]
    [InlineData("\"query_pre_attn_scalar\":-256", "query_pre_attn_scalar")]
    [InlineData("\"query_pre_attn_scalar\":1e-300", "query_pre_attn_scalar")]
    [InlineData("\"head_dim\":63", "head_dim")]
    [InlineData("\"num_attention_heads\":3,\"num_key_value_heads\":2", "num_attention_heads")]
    [InlineData("\"num_key_value_heads\":0", "num_key_value_heads")]
    [InlineData("\"rms_norm_eps\":0", "rms_norm_eps")]
    [InlineData("\"rms_norm_eps\":1e-300", "rms_norm_eps")]
    [InlineData("\"hidden_size\":768.5", "hidden_size")]
    [InlineData("\"hidden_size\":\"768\"", "hidden_size")]
    [InlineData("\"hidden_size\":null", "hidden_size")]
    [InlineData("\"hidden_size\":-768", "hidden_size")]
    [InlineData("\"hidden_size\":99999999999999999999", "hidden_size")]
    [InlineData("\"hidden_size\":65536,\"num_hidden_layers\":1024,\"intermediate_size\":1048576", "hidden_size")]
    [InlineData("\"hidden_size\":65536,\"num_hidden_layers\":1,\"intermediate_size\":32768,\"vocab_size\":1000", "hidden_size")]
    [InlineData("\"num_hidden_layers\":2000000000", "num_hidden_layers")]
    [InlineData("\"vocab_size\":2", "bos_token_id")]
    [InlineData("\"eos_token_id\":[]", "eos_token_id")]
    [InlineData("\"bos_token_id\":-1", "bos_token_id")]
    public void Read_UnsupportedOrContradictory_NamesFileAndKey(string keys, string key) => AssertFault(With(keys), $"{key}'");

    [Theory]
    [InlineData("""{"use_bidirectional_attention":true}""", "model_type")]
    [InlineData("""{"model_type":"gemma3","use_bidirectional_attention":true}""", "model_type")]
    [InlineData("""{"model_type":"embedding_gemma2","use_bidirectional_attention":true}""", "text_config")]
    [InlineData("""{"model_type":"gemma3_text"}""", "use_bidirectional_attention")]
    [InlineData("""{"model_type":"gemma3_text","use_bidirectional_attention":false}""", "use_bidirectional_attention")]
    [InlineData("""{"model_type":"gemma3_text","use_bidirectional_attention":null}""", "use_bidirectional_attention")]
    public void Read_OtherModel_NamesFileAndKey(string json, string key) => AssertFault(json, $"'{key}'");

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"model_type":"gemma3_text","use_bidirectional_attention":true} x""")]
    [InlineData("""{"model_type":"gemma3_text",/* no */"use_bidirectional_attention":true}""")]
    [InlineData("""{"model_type":"gemma3_text","use_bidirectional_attention":true,}""")]
    [InlineData("""{"model_type":"gemma3_text","use_bidirectional_attention":true,"rope_theta":NaN}""")]
    [InlineData("""{"model_type":"gemma3_text","use_bidirectional_attention":true,"rope_theta":Infinity}""")]
    [InlineData("""{"model_type":"gemma3_text","use_bidirectional_attention":true,"head_dim":8,"head_dim":8}""")]
    [InlineData("""{"model_type":"gemma3_text","use_bidirectional_attention":true,"head_dim":8,"head\u005fdim":8}""")]
    [InlineData("""{"\ud800":1}""")]
    public void Read_NotStrictJson_NamesTheFile(string json) => AssertFault(json, "config.json");

    [Fact]
    public void Read_DeepNesting_IsAFaultOfTheFile() =>
        AssertFault($$"""{"model_type":{{new string('[', 100_000)}}{{new string(']', 100_000)}}}""", "config.json");

    [Fact]
    public void Read_ByteOrderMark_IsSkipped() => Assert.Equal(256, Read([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Minimal)]).HeadSize);

    [Fact]
    public void Read_BrokenUtf8_IsAFaultOfTheFile()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("config.json", [.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        Assert.Contains("not UTF-8", Assert.Throws<InvalidDataException>(() => GemmaConfigReader.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LongValue_IsShortenedInTheMessage()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("config.json", With($"\"hidden_activation\":\"{new string('x', 100_000)}\""));
        Assert.InRange(Assert.Throws<InvalidDataException>(() => GemmaConfigReader.Read(file)).Message.Length, 1, 500);
    }

    [Fact]
    public void Read_FolderInsteadOfFile_IsAFault()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<InvalidDataException>(() => GemmaConfigReader.Read(folder.Path));
    }

    private static GemmaConfig Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    private static GemmaConfig Read(byte[] json)
    {
        using var folder = new TemporaryFolder();
        return GemmaConfigReader.Read(folder.Write("config.json", json));
    }

    private static string With(string keys) => Minimal[..^1] + "," + keys + "}";

    private static void AssertFault(string json, string named)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("config.json", json);
        var fault = Assert.Throws<InvalidDataException>(() => GemmaConfigReader.Read(file));
        Assert.Contains(file, fault.Message, StringComparison.Ordinal);
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }
}
