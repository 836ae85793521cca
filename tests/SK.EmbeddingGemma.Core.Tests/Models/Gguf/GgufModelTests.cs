using SK.EmbeddingGemma.TestSupport;
using SK.EmbeddingGemma.Weights.Gguf;

namespace SK.EmbeddingGemma.Models.Gguf;

public sealed class GgufModelTests : IDisposable
{
    private const string Prefix = "gemma-embedding.";
    private static readonly bool[] GlobalAlone = [false];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Open_Tiny_IsWhatTheFileSays()
    {
        var model = Open(_ => { });
        var config = model.Config;
        Assert.Equal((269, 32, 64, 2, 1, 16), (config.VocabularySize, config.HiddenSize, config.IntermediateSize, config.HeadCount, config.KeyValueHeadCount, config.HeadSize));
        Assert.Equal((64, 64, 8, 32), (config.MaxPositions, model.MaxTokens, config.LocalRadius, model.Dimensions));
        Assert.Equal((0.25f, 1e-6f, 0f), (config.AttentionScale, config.NormEpsilon, config.NormOffset));
        Assert.Equal((10_000d, 1_000_000d), (config.LocalRopeTheta, config.GlobalRopeTheta));
        Assert.Equal((2, 1, 0), (config.BosTokenId, config.EosTokenId, config.PadTokenId));
        Assert.Equal([LayerKind.Local], config.Layers);
        Assert.Equal([(32, 64), (64, 32)], model.DenseModules.Select(module => (module.InFeatures, module.OutFeatures)));
        Assert.True(model.Normalizes);
        Assert.Empty(model.Prompts);
        Assert.Null(model.DefaultPromptName);
    }

    [Fact]
    public void Open_WhatExportWrote_IsTheModel()
    {
        var original = EmbeddingGemmaModel.Nano.Open();
        var path = _folder.PathOf("nano.gguf");
        GgufExport.Write(original, path, GgufType.F32, overwrites: false, progress: null, TestContext.Current.CancellationToken);
        var model = EmbeddingGemmaModel.FromGguf(path).Open();
        Assert.Equal(original.Config.Layers, model.Config.Layers);
        Assert.Equal(original.Config with { NormOffset = 0, Layers = model.Config.Layers, MaxPositions = original.MaxTokens }, model.Config);
        Assert.Equal((original.MaxTokens, original.Dimensions, original.Normalizes), (model.MaxTokens, model.Dimensions, model.Normalizes));
    }

    [Theory]
    [InlineData(2u)]
    [InlineData(3u)]
    public void Open_Version_IsAccepted(uint version) => Assert.Equal(32, Open(file => file.Version = version).Dimensions);

    [Fact]
    public void Open_OtherWritings_AreUnderstood()
    {
        Assert.Equal(64, Open(file => file.Metadata[Prefix + "context_length"] = 64ul).MaxTokens);
        Assert.Equal(64, Open(file => file.Metadata[Prefix + "context_length"] = (ushort)64).MaxTokens);
        Assert.Equal(1e-5f, Open(file => file.Metadata[Prefix + "attention.layer_norm_rms_epsilon"] = 1e-5d).Config.NormEpsilon);
        Assert.Equal(500, Open(file => file.Metadata[Prefix + "rope.freq_base_swa"] = 500f).Config.LocalRopeTheta);
        Assert.Equal([LayerKind.Global], Open(file => file.Metadata[Prefix + "attention.sliding_window_pattern"] = 1u).Config.Layers);
        Assert.Equal([LayerKind.Local], Open(file => file.Metadata[Prefix + "attention.sliding_window_pattern"] = 0u).Config.Layers);
        Assert.Equal([LayerKind.Global], Open(file => file.Metadata[Prefix + "attention.sliding_window_pattern"] = GlobalAlone).Config.Layers);
        Assert.Equal(64, Open(file => file.Metadata["general.alignment"] = 64u).MaxTokens);
        Assert.Equal(64, Open(file => file.Metadata["tokenizer.chat_template"] = new string('x', 200_000)).MaxTokens);
        Assert.Equal(64, Open(file => file.Metadata["quantize.imatrix.file"] = "x").MaxTokens);
    }

    [Theory]
    [InlineData("general.architecture", "gemma3")]
    [InlineData("general.architecture", 1u)]
    [InlineData("general.type", "adapter")]
    [InlineData("split.count", 2u)]
    [InlineData(Prefix + "pooling_type", 2u)]
    [InlineData(Prefix + "pooling_type", null)]
    [InlineData(Prefix + "attention.causal", true)]
    [InlineData(Prefix + "attention.causal", 0u)]
    [InlineData(Prefix + "attention.value_length", 8u)]
    [InlineData(Prefix + "attention.key_length", 1u)]
    [InlineData(Prefix + "attention.head_count", 0u)]
    [InlineData(Prefix + "attention.head_count_kv", 0u)]
    [InlineData(Prefix + "attention.sliding_window", null)]
    [InlineData(Prefix + "attention.sliding_window_pattern", -1)]
    [InlineData(Prefix + "attention.sliding_window_pattern", new[] { true, true })]
    [InlineData(Prefix + "attention.layer_norm_rms_epsilon", float.NaN)]
    [InlineData(Prefix + "attention.layer_norm_rms_epsilon", 1u)]
    [InlineData(Prefix + "attention.scale", 0.5f)]
    [InlineData(Prefix + "attn_logit_softcapping", 50f)]
    [InlineData(Prefix + "rope.freq_base", -1f)]
    [InlineData(Prefix + "rope.scaling.type", "linear")]
    [InlineData(Prefix + "rope.scaling.factor", 8f)]
    [InlineData(Prefix + "rope.dimension_count", 8u)]
    [InlineData(Prefix + "context_length", 18446744073709551615ul)]
    [InlineData(Prefix + "embedding_length", 65537u)]
    [InlineData(Prefix + "block_count", "one")]
    [InlineData(Prefix + "vocab_size", 262144u)]
    [InlineData(Prefix + "dense_2_feat_in", 31u)]
    [InlineData(Prefix + "dense_3_feat_out", 31u)]
    [InlineData(Prefix + "something.new", 0u)]
    [InlineData("general.alignment", 24u)]
    [InlineData("general.alignment", 0u)]
    [InlineData("embeddinggemma.dense_modules", 0u)]
    [InlineData("tokenizer.ggml.model", "gpt2")]
    [InlineData("tokenizer.ggml.merges", new[] { "a b" })]
    [InlineData("tokenizer.ggml.add_space_prefix", true)]
    [InlineData("tokenizer.ggml.add_space_prefix", null)]
    [InlineData("tokenizer.ggml.add_bos_token", false)]
    [InlineData("tokenizer.ggml.add_eos_token", false)]
    [InlineData("tokenizer.ggml.remove_extra_whitespaces", true)]
    [InlineData("tokenizer.ggml.precompiled_charsmap", new[] { 1 })]
    [InlineData("tokenizer.ggml.scores", new[] { 1f })]
    [InlineData("tokenizer.ggml.token_type", new[] { 1f })]
    [InlineData("tokenizer.ggml.tokens", new string[0])]
    [InlineData("tokenizer.ggml.bos_token_id", 269u)]
    [InlineData("tokenizer.ggml.eos_token_id", null)]
    public void Open_WhatIsNotComputedHere_IsRefusedByName(string key, object? value)
    {
        var failure = Assert.Throws<InvalidDataException>(() => Open(file => Set(file, key, value)));
        Assert.Contains($"'{key}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("model.gguf", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("attention.head_count", "attention.head_count_kv", 3u)] // 2 heads
    [InlineData("attention.key_length", "attention.key_length attention.value_length", 15u)]
    [InlineData("embedding_length", "embedding_length feed_forward_length", 65536u)] // 12 billion parameters
    public void Open_SizesThatDoNotFit_AreRefusedByName(string named, string keys, uint value)
    {
        var failure = Assert.Throws<InvalidDataException>(() => Open(file => Array.ForEach(keys.Split(' '), key => file.Metadata[Prefix + key] = value)));
        Assert.Contains($"'{Prefix}{named}'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dense_2.weight", "dense_3.weight")]
    [InlineData("dense_3.weight")]
    public void Open_WithoutDenseModules_IsRefusedWithTheWaysOut(params string[] missing)
    {
        var failure = Assert.Throws<InvalidDataException>(() => Open(file => Array.ForEach(missing, name => file.Tensors.Remove(name))));
        foreach (var part in new[] { missing[0], "would not be the model's", "export --format gguf", "Gemma300M", "FromDirectory", "newer conversion" })
            Assert.Contains(part, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ModelThatHasNoDenseModules_ReadsBack()
    {
        using var model = new TemporaryFolder();
        var builder = new ModelDirectoryBuilder();
        builder.Dense.Clear();
        var path = _folder.PathOf("model.gguf");
        GgufExport.Write(ModelDirectory.Open(builder.Write(model)), path, GgufType.F32, overwrites: false, progress: null, TestContext.Current.CancellationToken);
        Assert.Equal(0u, GgufFile.Read(path).Metadata["embeddinggemma.dense_modules"]);
        Assert.Empty(GgufModel.Open(path).DenseModules);
    }

    [Fact]
    public void Open_DenseModulesThatDoNotFit_AreRefused()
    {
        Assert.Contains("dense_2.weight", Refusal(file => file.SetFloats("dense_2.weight", new float[64 * 64], 64, 64)), StringComparison.Ordinal);
        Assert.Contains("dense_3.weight", Refusal(file => file.SetFloats("dense_3.weight", new float[64], 64)), StringComparison.Ordinal);

        string Refusal(Action<GgufFile> change) => Assert.Throws<InvalidDataException>(() => Open(change)).Message;
    }

    [Fact]
    public void Open_NoFile_IsSaid()
    {
        var missing = _folder.PathOf("missing.gguf");
        Assert.Contains(missing, Assert.Throws<FileNotFoundException>(() => GgufModel.Open(missing)).Message, StringComparison.Ordinal);
        Assert.Contains("FromDirectory", Assert.Throws<InvalidDataException>(() => GgufModel.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static void Set(GgufFile file, string key, object? value)
    {
        if (value is null)
            Assert.True(file.Metadata.Remove(key));
        else
            file.Metadata[key] = value;
    }

    private ModelDirectory Open(Action<GgufFile> change)
    {
        var file = GgufFile.Tiny();
        change(file);
        return GgufModel.Open(file.Write(_folder.PathOf("model.gguf")));
    }
}
