using System.Text.Json.Nodes;
using SK.EmbeddingGemma.TestSupport;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Models;

public sealed class ModelDirectoryTests
{
    private static readonly string Nano = Path.Combine(AppContext.BaseDirectory, "models", "nano");

    [Fact]
    public void Open_Nano_ReadsEverything()
    {
        var model = ModelDirectory.Open(Nano);

        Assert.Equal(384, model.Config.HiddenSize);
        Assert.Equal(1024, model.Config.IntermediateSize);
        Assert.Equal(16384, model.Config.VocabularySize);
        Assert.Equal((4, 1, 64), (model.Config.HeadCount, model.Config.KeyValueHeadCount, model.Config.HeadSize));
        Assert.Equal([LayerKind.Local, LayerKind.Local, LayerKind.Local, LayerKind.Global], model.Config.Layers); // although _sliding_window_pattern says 6
        Assert.Equal(256, model.Config.LocalRadius);
        Assert.Equal(0.125f, model.Config.AttentionScale);
        Assert.Equal(1e-6f, model.Config.NormEpsilon);
        Assert.Equal((10_000, 1_000_000), (model.Config.LocalRopeTheta, model.Config.GlobalRopeTheta));
        Assert.Equal((2, 1, 0), (model.Config.BosTokenId, model.Config.EosTokenId, model.Config.PadTokenId));
        Assert.Equal([(384, 768, false), (768, 384, false)], model.DenseModules.Select(dense => (dense.InFeatures, dense.OutFeatures, dense.HasBias)));
        Assert.Equal(Path.Combine(Nano, "3_Dense"), model.DenseModules[1].Folder);
        Assert.True(model.Normalizes);
        Assert.Equal((2048, 384), (model.MaxTokens, model.Dimensions));
        Assert.Equal(14, model.Prompts.Count);
        Assert.Equal("title: none | text: ", model.Prompts["document"]);
        Assert.Null(model.DefaultPromptName);
        Assert.Equal(Path.Combine(Nano, "tokenizer.json"), model.TokenizerFile);
    }

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public void Open_TinyV1_FitsItsWeights()
    {
        var model = ModelDirectory.Open(SharedFolder.PathOf("goldens/tiny-v1"));
        using var weights = TensorSource.Open(model.Path);

        GemmaTensors.Validate(weights, model.Config);
        Assert.Equal((7, 8, 48), (model.Config.Layers.Count, model.Config.LocalRadius, model.Dimensions));
        Assert.Equal(LayerKind.Global, model.Config.Layers[5]);
    }

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public void Open_GenuineLayout_ReadsTheKeysOf2025()
    {
        using var folder = new TemporaryFolder();
        var layout = SharedFolder.PathOf("models/embeddinggemma-300m/layout");
        foreach (var file in Directory.EnumerateFiles(layout, "*.json", SearchOption.AllDirectories))
            folder.Write(Path.GetRelativePath(layout, file), File.ReadAllBytes(file));
        foreach (var file in new[] { "model.safetensors", "2_Dense/model.safetensors", "3_Dense/model.safetensors", "tokenizer.model" })
            folder.Write(file, "");

        var model = ModelDirectory.Open(folder.Path);

        Assert.Equal(24, model.Config.Layers.Count);
        Assert.Equal(4, model.Config.Layers.Count(layer => layer == LayerKind.Global));
        Assert.Equal((256, 0.0625f, 768, 2048), (model.Config.LocalRadius, model.Config.AttentionScale, model.Dimensions, model.MaxTokens));
        Assert.Equal((10_000, 1_000_000), (model.Config.LocalRopeTheta, model.Config.GlobalRopeTheta));
        Assert.EndsWith("tokenizer.model", model.TokenizerFile, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoDenseNoNormalize_IsThePooledVector()
    {
        var model = Open(builder =>
        {
            builder.Dense.Clear();
            builder.Normalize = false;
        });

        Assert.Empty(model.DenseModules);
        Assert.False(model.Normalizes);
        Assert.Equal(16, model.Dimensions);
    }

    [Fact]
    public void Open_DenseWithBias_IsRead()
    {
        var model = Open(builder =>
        {
            builder.Dense.Clear();
            builder.Dense.Add(ModelDirectoryBuilder.DenseConfig(16, 10, bias: true));
            builder.Dense[0].Remove("bias"); // true by default
        });

        Assert.True(Assert.Single(model.DenseModules).HasBias);
        Assert.Equal(10, model.Dimensions);
    }

    [Theory]
    [InlineData("""[{"path":"","type":"Transformer"},{"path":"1_Pooling","type":"my.own.Pooling"}]""", null)]
    [InlineData("""[{"path":"","type":"x.Transformer"},{"path":"1_Pooling","type":"x.Pooling"},{"path":"n","type":"x.Normalize"},{"path":"2_Dense","type":"x.Dense"}]""", "entry 2")]
    [InlineData("""[{"path":"1_Pooling","type":"x.Pooling"},{"path":"","type":"x.Transformer"}]""", "entry 0")]
    [InlineData("""[{"path":"","type":"x.Transformer"}]""", "entry 1")]
    [InlineData("""[{"path":"","type":"x.Transformer"},{"path":"2_Dense","type":"x.Dense"}]""", "entry 1")]
    [InlineData("""[{"path":"","type":"x.Transformer"},{"path":"1_Pooling","type":"x.Pooling"},{"path":"d","type":"x.Dropout"}]""", "[2].type")]
    [InlineData("""[{"path":"","type":"x.Transformer"},{"path":"1_Pooling","type":"x.pooling"}]""", "[1].type")]
    [InlineData("""[{"path":"","type":"x.Transformer"},{"path":"1_Pooling","type":"x.1"}]""", "[1].type")]
    [InlineData("""[{"path":"","type":"x.Transformer"},{"path":"../x","type":"x.Pooling"}]""", "[1].path")]
    [InlineData("""[{"path":"","type":"x.Transformer"},{"path":"/etc","type":"x.Pooling"}]""", "[1].path")]
    [InlineData("""[{"path":"","type":"x.Transformer"},{"path":"a\\..\\..\\x","type":"x.Pooling"}]""", "[1].path")]
    [InlineData("""[{"path":"","type":"x.Transformer"},{"idx":3,"path":"1_Pooling","type":"x.Pooling"}]""", "[1].idx")]
    [InlineData("""[{"path":"","type":"x.Transformer"},{"type":"x.Pooling"}]""", "[1].path")]
    [InlineData("""[{"path":"","type":"x.Transformer"},{"path":1,"type":"x.Pooling"}]""", "[1].path")]
    [InlineData("""[{"path":"","type":"x.Transformer","kwargs":["task"]},{"path":"1_Pooling","type":"x.Pooling"}]""", "[0].kwargs")]
    [InlineData("""{}""", "list of modules")]
    [InlineData("""[]""", "modules")]
    [InlineData("""[1,2]""", "[0]")]
    public void Open_ModuleList_OnlyTheOrderIsTaken(string modules, string? named)
    {
        using var folder = new TemporaryFolder();
        new ModelDirectoryBuilder().Write(folder);
        folder.Write("modules.json", modules);

        if (named is null)
            Assert.False(ModelDirectory.Open(folder.Path).Normalizes);
        else
            AssertRefused(folder, "modules.json", named);
    }

    [Theory]
    [InlineData("""{"pooling_mode":"mean","embedding_dimension":16}""", null)]
    [InlineData("""{"pooling_mode":["mean"],"embedding_dimension":16}""", null)]
    [InlineData("""{"word_embedding_dimension":16,"pooling_mode_cls_token":false,"pooling_mode_mean_tokens":true}""", null)]
    [InlineData("""{"word_embedding_dimension":16}""", null)]
    [InlineData("""{"pooling_mode":"cls","embedding_dimension":16}""", "pooling_mode")]
    [InlineData("""{"pooling_mode":["mean","max"],"embedding_dimension":16}""", "pooling_mode")]
    [InlineData("""{"pooling_mode":"\ud800ean","embedding_dimension":16}""", "pooling_mode")]
    [InlineData("""{"pooling_mode":"mean","pooling_mode_cls_token":true,"embedding_dimension":16}""", "pooling_mode_cls_token")]
    [InlineData("""{"word_embedding_dimension":16,"pooling_mode_mean_tokens":true,"pooling_mode_lasttoken":true}""", "pooling_mode_lasttoken")]
    [InlineData("""{"word_embedding_dimension":16,"pooling_mode_mean_tokens":false,"pooling_mode_max_tokens":true}""", "pooling_mode_mean_tokens")]
    [InlineData("""{"word_embedding_dimension":16,"embedding_dimension":17}""", "embedding_dimension")]
    [InlineData("""{"embedding_dimension":32}""", "embedding_dimension")]
    [InlineData("""{"pooling_mode":"mean"}""", "embedding_dimension")]
    [InlineData("""{"embedding_dimension":16,"include_prompt":false}""", "include_prompt")]
    [InlineData("""{"embedding_dimension":16,"pooling_mode_new":true}""", "pooling_mode_new")]
    public void Open_Pooling_OnlyMean(string pooling, string? key) => AssertFile("1_Pooling/config.json", pooling, key);

    [Theory]
    [InlineData("""{"in_features":16,"out_features":32,"bias":false,"activation_function":"torch.nn.Identity"}""", null)]
    [InlineData("""{"in_features":16,"out_features":32,"bias":false,"activation_function":"Identity","use_residual":false,"module_output_name":null}""", null)]
    [InlineData("""{"in_features":16,"out_features":32,"bias":false,"activation_function":"torch.nn.modules.activation.Tanh"}""", "activation_function")]
    [InlineData("""{"in_features":16,"out_features":32,"bias":false,"activation_function":"NotIdentity"}""", "activation_function")]
    [InlineData("""{"in_features":16,"out_features":32,"bias":false}""", "activation_function")]
    [InlineData("""{"in_features":17,"out_features":32,"bias":false,"activation_function":"Identity"}""", "in_features")]
    [InlineData("""{"in_features":16,"out_features":0,"bias":false,"activation_function":"Identity"}""", "out_features")]
    [InlineData("""{"in_features":16,"out_features":32,"bias":1,"activation_function":"Identity"}""", "bias")]
    [InlineData("""{"in_features":16,"out_features":32,"bias":false,"activation_function":"Identity","use_residual":true}""", "use_residual")]
    [InlineData("""{"in_features":16,"out_features":32,"bias":false,"activation_function":"Identity","module_input_name":"token_embeddings"}""", "module_input_name")]
    public void Open_Dense_OnlyLinear(string dense, string? key) => AssertFile("2_Dense/config.json", dense, key);

    [Theory]
    [InlineData("""{"prompts":{"a":"b"},"default_prompt_name":"a","unknown":1}""", null)]
    [InlineData("""{}""", null)]
    [InlineData("""{"prompts":{"a":null}}""", "prompts.a")]
    [InlineData("""{"prompts":{"a":1}}""", "prompts.a")]
    [InlineData("""{"prompts":["a"]}""", "prompts")]
    [InlineData("""{"prompts":{"a":"b"},"default_prompt_name":"c"}""", "default_prompt_name")]
    [InlineData("""{"prompts":{"a":"\ud800"}}""", "prompts.a")]
    [InlineData("""{"model_type":"SparseEncoder"}""", "model_type")]
    public void Open_Prompts_AreStringsByName(string prompts, string? key) => AssertFile("config_sentence_transformers.json", prompts, key);

    [Theory]
    [InlineData("""{}""", "2048", 2048)]
    [InlineData("""{}""", "1000000000000000019884624838656", 2048)]
    [InlineData("""{}""", "1e30", 2048)]
    [InlineData("""{}""", "77", 77)]
    [InlineData("""{}""", "null", 2048)]
    [InlineData("""{"max_seq_length":300}""", "77", 300)]
    [InlineData("""{"max_seq_length":4000}""", "77", 4000)]
    [InlineData("""{"max_seq_length":null}""", "77", 77)]
    public void Open_TokenLimit_IsThatOfSentenceTransformers(string sentenceConfig, string modelMaxLength, int expected)
    {
        using var folder = new TemporaryFolder();
        new ModelDirectoryBuilder().Write(folder);
        folder.Write("sentence_bert_config.json", sentenceConfig);
        folder.Write("tokenizer_config.json", $$"""{"model_max_length":{{modelMaxLength}}}""");

        Assert.Equal(expected, ModelDirectory.Open(folder.Path).MaxTokens);
    }

    [Theory]
    [InlineData("""{"model_max_length":-1}""", "model_max_length")]
    [InlineData("""{"model_max_length":"2048"}""", "model_max_length")]
    [InlineData("""{"model_max_length":77""", "valid JSON")]
    public void Open_TokenizerConfig_IsRefusedWhereItDecides(string json, string fault)
    {
        using var folder = new TemporaryFolder();
        new ModelDirectoryBuilder().Write(folder);
        folder.Write("tokenizer_config.json", json);
        Assert.Equal(512, ModelDirectory.Open(folder.Path).MaxTokens);

        File.Delete(folder.PathOf("sentence_bert_config.json"));
        Assert.Contains(fault, Assert.Throws<InvalidDataException>(() => ModelDirectory.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sentence_bert_config.json", """{"do_lower_case":true}""", "do_lower_case")]
    [InlineData("sentence_bert_config.json", """{"max_seq_length":0}""", "max_seq_length")]
    [InlineData("sentence_bert_config.json", """{"max_seq_length":"512"}""", "max_seq_length")]
    [InlineData("sentence_bert_config.json", """{"tokenizer_args":{"model_max_length":3}}""", "tokenizer_args")]
    [InlineData("sentence_bert_config.json", """{"modality_config":{"text":{"method":"encode"}}}""", "modality_config.text.method")]
    [InlineData("sentence_bert_config.json", """{"transformer_task":"fill-mask"}""", "transformer_task")]
    [InlineData("sentence_bert_config.json", """{"surprise":1}""", "surprise")]
    [InlineData("4_Normalize/config.json", """{"module_input_name":"token_embeddings"}""", "module_input_name")]
    public void Open_OtherFile_IsRefusedByKey(string file, string json, string key) => AssertFile(file, json, key);

    [Theory]
    [InlineData("modules.json")]
    [InlineData("config.json")]
    [InlineData("1_Pooling/config.json")]
    [InlineData("2_Dense/config.json")]
    [InlineData("2_Dense/model.safetensors")]
    [InlineData("model.safetensors")]
    [InlineData("tokenizer.json")]
    public void Open_FileMissing_IsFileNotFound(string file)
    {
        using var folder = new TemporaryFolder();
        new ModelDirectoryBuilder().Write(folder);
        File.Delete(folder.PathOf(file));

        var fault = Assert.Throws<FileNotFoundException>(() => ModelDirectory.Open(folder.Path));

        Assert.Contains(Path.GetFileName(file), fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config_sentence_transformers.json")]
    [InlineData("sentence_bert_config.json")]
    [InlineData("tokenizer_config.json")]
    public void Open_OptionalFileMissing_IsFine(string file)
    {
        using var folder = new TemporaryFolder();
        new ModelDirectoryBuilder().Write(folder);
        File.Delete(folder.PathOf(file));

        Assert.Equal(16, ModelDirectory.Open(folder.Path).Dimensions);
    }

    [Fact]
    public void Open_NoDirectory_SaysWhatToGive()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("model.gguf", "x");
        Directory.CreateDirectory(Path.Combine(folder.Path, "empty"));

        Assert.Contains("does not exist", Assert.Throws<DirectoryNotFoundException>(() => ModelDirectory.Open(Path.Combine(folder.Path, "nowhere"))).Message, StringComparison.Ordinal);
        Assert.Contains("is a file", Assert.Throws<DirectoryNotFoundException>(() => ModelDirectory.Open(file)).Message, StringComparison.Ordinal);
        Assert.Contains("is empty", Assert.Throws<FileNotFoundException>(() => ModelDirectory.Open(Path.Combine(folder.Path, "empty"))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ModelDirectory.Open(""));
        Assert.Throws<ArgumentNullException>(() => ModelDirectory.Open(null!));
    }

    [Fact]
    public void Open_TransformerInSubfolder_IsFoundThere()
    {
        using var folder = new TemporaryFolder();
        new ModelDirectoryBuilder { Modules = JsonNode.Parse("""[{"path":"0_Transformer","type":"x.Transformer"},{"path":"1_Pooling","type":"x.Pooling"}]""")!.AsArray() }.Write(folder);
        foreach (var file in new[] { "config.json", "model.safetensors", "tokenizer.json", "sentence_bert_config.json" })
            File.Move(folder.PathOf(file), folder.PathOf("0_Transformer/" + file));

        var model = ModelDirectory.Open(folder.Path);

        Assert.Equal(Path.Combine(folder.Path, "0_Transformer"), model.Path);
        Assert.Equal(512, model.MaxTokens);
        Assert.Equal("task: search result | query: ", model.Prompts["query"]);
    }

    internal static ModelDirectory Open(Action<ModelDirectoryBuilder> change)
    {
        using var folder = new TemporaryFolder();
        var builder = new ModelDirectoryBuilder();
        change(builder);
        return ModelDirectory.Open(builder.Write(folder));
    }

    private static void AssertFile(string file, string json, string? key)
    {
        using var folder = new TemporaryFolder();
        new ModelDirectoryBuilder().Write(folder);
        folder.Write(file, json);
        if (key is null)
            Assert.NotNull(ModelDirectory.Open(folder.Path));
        else
            AssertRefused(folder, file, key);
    }

    private static void AssertRefused(TemporaryFolder folder, string file, string named)
    {
        var fault = Assert.Throws<InvalidDataException>(() => ModelDirectory.Open(folder.Path));
        Assert.Contains(Path.Combine(folder.Path, file), fault.Message, StringComparison.Ordinal);
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }
}
