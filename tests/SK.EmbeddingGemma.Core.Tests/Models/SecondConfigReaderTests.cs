using System.Text.Json.Nodes;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Models;

public sealed class SecondConfigReaderTests
{
    [Fact]
    public void Read_SectionsForGlobalLayers_GivesBothGeometries()
    {
        var config = Open(new SecondModelBuilder()).Config;
        Assert.Equal(new HeadGeometry(8, 2), config.HeadsOf(LayerKind.Local));
        Assert.Equal(new HeadGeometry(16, 1, 0.25), config.HeadsOf(LayerKind.Global));
        Assert.Equal((5, 1f, 0f), (config.LocalRadius, config.AttentionScale, config.NormOffset));
    }

    [Fact]
    public void Read_TwoKeysForGlobalLayers_GivesTheSame()
    {
        var builder = new SecondModelBuilder();
        builder.Text.Remove("per_layer_config");
        builder.Text["global_head_dim"] = 16;
        builder.Text["num_global_key_value_heads"] = 1;
        Assert.Equal(Open(new SecondModelBuilder()).Config.HeadsOf(LayerKind.Global), Open(builder).Config.HeadsOf(LayerKind.Global));
    }

    [Theory]
    [InlineData("language_model.", false, false)]
    [InlineData("language_model.", true, false)]
    [InlineData("language_model.", false, true)]
    [InlineData("", false, true)]
    public void Open_WholeCheckpointOrTextTowerAlone_IsTheModel(string prefix, bool hasOtherTower, bool isTextOnly)
    {
        var model = Open(new SecondModelBuilder { TensorPrefix = prefix, HasOtherTower = hasOtherTower, IsTextOnly = isTextOnly });
        Assert.Equal((28, 8192, true), (model.Dimensions, model.MaxTokens, model.Normalizes)); // 131,072 positions, but 8,192 on the model card
        Assert.Empty(model.DenseModules);
    }

    [Fact]
    public void Open_Prompts_AreThoseOfTheSecondModelCard()
    {
        var prompts = new Prompts.ModelPrompts(Open(new SecondModelBuilder()).Prompts, defaultName: null);
        Assert.Equal("task: sentence similarity | query: ", prompts.Resolve(EmbeddingGemmaPrompt.Summarization));
        Assert.Equal("task: search result | query: ", prompts.Resolve(EmbeddingGemmaPrompt.Query));
    }

    [Theory]
    [InlineData("per_layer_config", """{ "0": { "head_dim": 16 } }""")]
    [InlineData("per_layer_config", """{ "0": { "head_dim": 16 }, "2": { "head_dim": 12 } }""")]
    [InlineData("per_layer_config.1", """{ "1": { "head_dim": 16 } }""", "per_layer_config")]
    [InlineData("per_layer_config.7", """{ "7": { "head_dim": 16 } }""", "per_layer_config")]
    [InlineData("per_layer_config.0.rope_theta", """{ "0": { "rope_theta": 5 } }""", "per_layer_config")]
    [InlineData("per_layer_config", "12", "global_head_dim")]
    [InlineData("use_bidirectional_attention", "false")]
    [InlineData("hidden_size_per_layer_input", "0")]
    [InlineData("embedding_dim", "\"768\"")]
    [InlineData("sliding_window", "0")]
    [InlineData("num_attention_heads", "3")]
    [InlineData("query_pre_attn_scalar", "256")]
    [InlineData("rope_parameters.full_attention.rope_type", """{ "full_attention": { "rope_type": "yarn" } }""", "rope_parameters")]
    [InlineData("rope_parameters.sliding_attention.partial_rotary_factor", """{ "sliding_attention": { "partial_rotary_factor": 0.5 } }""", "rope_parameters")]
    [InlineData("attn_logit_softcapping", "30")]
    public void Read_UnsupportedOrContradictory_NamesTheKey(string named, string json, string? key = null)
    {
        var builder = new SecondModelBuilder();
        builder.Text[key ?? named] = JsonNode.Parse(json);
        var fault = Assert.Throws<InvalidDataException>(() => Open(builder));
        Assert.Contains($"'text_config.{named}'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_DenseModules_AreRefused()
    {
        using var folder = new TemporaryFolder();
        new SecondModelBuilder().Write(folder);
        folder.Write("1_Pooling/config.json", """{ "embedding_dimension": 28, "pooling_mode": "mean" }""");
        folder.Write("2_Dense/config.json", ModelDirectoryBuilder.DenseConfig(28, 28).ToJsonString());
        folder.Write("2_Dense/model.safetensors", new SafetensorsWriter().Add("linear.weight", [28, 28], new float[28 * 28]).ToArray());
        folder.Write("modules.json", """[{"path":"","type":"x.Transformer"},{"path":"1_Pooling","type":"x.Pooling"},{"path":"2_Dense","type":"x.Dense"}]""");
        Assert.Contains("Dense", Assert.Throws<InvalidDataException>(() => ModelDirectory.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_ToAnyFormat_IsRefusedBeforeAnythingIsWritten()
    {
        using var folder = new TemporaryFolder();
        var model = ModelDirectory.Open(new SecondModelBuilder().Write(folder));
        var target = folder.PathOf("export");
        Assert.Throws<NotSupportedException>(() => Graphs.PlainOnnxExport.Write(model, target, new(), progress: null, TestContext.Current.CancellationToken));
        Assert.Throws<NotSupportedException>(() => Weights.Gguf.GgufExport.Write(model, target, Weights.Gguf.GgufType.F32, overwrites: false, progress: null, TestContext.Current.CancellationToken));
        Assert.Throws<NotSupportedException>(() => Weights.SentenceTransformersExport.Write(model, target, overwrites: false, progress: null, TestContext.Current.CancellationToken));
        Assert.False(Path.Exists(target));
    }

    private static ModelDirectory Open(SecondModelBuilder builder)
    {
        using var folder = new TemporaryFolder();
        return ModelDirectory.Open(builder.Write(folder));
    }
}
