using System.Runtime.InteropServices;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Weights.Gguf;

public sealed class GgufExportTests : IDisposable
{
    private static readonly string[] LayerTensors =
    [
        "attn_q", "attn_k", "attn_v", "attn_output", "attn_q_norm", "attn_k_norm", "ffn_gate", "ffn_up", "ffn_down",
        "attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm",
    ];

    private readonly TemporaryFolder _model = new();
    private readonly TemporaryFolder _target = new();

    [Fact]
    public void Write_Nano_SaysEverythingThatLlamaAsksFor()
    {
        var path = _target.PathOf("nano.gguf");
        var length = GgufExport.Write(EmbeddingGemmaModel.Nano.Open(), path, GgufType.Q8, overwrites: false, progress: null, TestContext.Current.CancellationToken);
        var file = GgufFile.Read(path);

        Assert.Equal(new FileInfo(path).Length, length);
        var numbers = file.Metadata.Where(entry => entry.Value is not Array).ToDictionary(entry => entry.Key, entry => entry.Value);
        Assert.Equal(
            new Dictionary<string, object>
            {
                ["general.architecture"] = "gemma-embedding",
                ["general.type"] = "model",
                ["general.file_type"] = 7u,
                ["general.quantization_version"] = 2u,
                ["gemma-embedding.context_length"] = 2048u,
                ["gemma-embedding.embedding_length"] = 384u,
                ["gemma-embedding.block_count"] = 4u,
                ["gemma-embedding.feed_forward_length"] = 1024u,
                ["gemma-embedding.attention.head_count"] = 4u,
                ["gemma-embedding.attention.head_count_kv"] = 1u,
                ["gemma-embedding.attention.key_length"] = 64u,
                ["gemma-embedding.attention.value_length"] = 64u,
                ["gemma-embedding.attention.layer_norm_rms_epsilon"] = 1e-6f,
                ["gemma-embedding.attention.causal"] = false,
                ["gemma-embedding.attention.sliding_window"] = 512u,
                ["gemma-embedding.attention.sliding_window_pattern"] = 4u,
                ["gemma-embedding.rope.freq_base"] = 1_000_000f,
                ["gemma-embedding.rope.freq_base_swa"] = 10_000f,
                ["gemma-embedding.pooling_type"] = 1u,
                ["gemma-embedding.dense_2_feat_in"] = 384u,
                ["gemma-embedding.dense_2_feat_out"] = 768u,
                ["gemma-embedding.dense_3_feat_in"] = 768u,
                ["gemma-embedding.dense_3_feat_out"] = 384u,
                ["tokenizer.ggml.model"] = "llama",
                ["tokenizer.ggml.pre"] = "default",
                ["tokenizer.ggml.bos_token_id"] = 2u,
                ["tokenizer.ggml.eos_token_id"] = 1u,
                ["tokenizer.ggml.padding_token_id"] = 0u,
                ["tokenizer.ggml.unknown_token_id"] = 3u,
                ["tokenizer.ggml.add_bos_token"] = true,
                ["tokenizer.ggml.add_eos_token"] = true,
                ["tokenizer.ggml.add_space_prefix"] = false,
            },
            numbers);
        AssertTensor("token_embd.weight", 8, 384, 16384);
        AssertTensor("dense_3.weight", 8, 768, 384);
        AssertTensor("blk.3.attn_q_norm.weight", 0, 64);

        void AssertTensor(string name, uint type, params long[] sizes)
        {
            Assert.Equal(type, file.Tensors[name].Type);
            Assert.Equal(sizes, file.Tensors[name].Sizes);
        }
    }

    [Fact]
    public void Write_F32_HasEveryTensorAndTheNormsWithTheirOne()
    {
        var file = Export(GgufType.F32);
        string[] names =
        [
            "token_embd", "output_norm", "dense_2", "dense_3",
            .. LayerTensors.Select(name => "blk.0." + name), .. LayerTensors.Select(name => "blk.1." + name),
        ];
        Assert.Equal(names.Select(name => name + ".weight").Order(StringComparer.Ordinal), file.Tensors.Keys.Order(StringComparer.Ordinal));

        Assert.Equal(Source("layers.1.mlp.down_proj.weight"), file.Floats("blk.1.ffn_down.weight"));
        Assert.Equal([24, 16], file.Tensors["blk.1.ffn_down.weight"].Sizes);
        Assert.Equal(Source("embed_tokens.weight"), file.Floats("token_embd.weight"));
        Assert.Equal(Source("linear.weight", "2_Dense"), file.Floats("dense_2.weight"));
        Assert.Equal(Source("norm.weight").Select(weight => weight + 1), file.Floats("output_norm.weight"));
        Assert.Equal(Source("layers.0.self_attn.q_norm.weight").Select(weight => weight + 1), file.Floats("blk.0.attn_q_norm.weight"));
    }

    [Fact]
    public void Write_OtherAttentionScale_IsInTheNormOfTheQueries()
    {
        var file = Export(GgufType.F32, builder => builder.Config["query_pre_attn_scalar"] = 32); // a quarter of the head: half the scale
        Assert.Equal(Source("layers.0.self_attn.q_norm.weight").Select(weight => (weight + 1) / 2), file.Floats("blk.0.attn_q_norm.weight"));
        Assert.Equal(Source("layers.0.self_attn.k_norm.weight").Select(weight => weight + 1), file.Floats("blk.0.attn_k_norm.weight"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Write_SmallTypes_KeepVectorsAsFloatsAndRowsThatDoNotDivideAsHalves(int type)
    {
        var file = Export((GgufType)type, builder => builder.Dense[0]["in_features"] = 16);
        Assert.All(file.Tensors, tensor => Assert.Equal(tensor.Value.Sizes.Length == 1 ? 0u : tensor.Value.Sizes[0] % 32 == 0 ? (uint)type : 1u, tensor.Value.Type));
        Assert.Equal((uint)type, file.Tensors["dense_3.weight"].Type);
        var expected = Source("linear.weight", "3_Dense");
        Assert.All(expected.Zip(file.Floats("dense_3.weight")), pair => Assert.Equal(pair.First, pair.Second, 0.5f / 127));
    }

    [Fact]
    public void Write_SameModelTwice_GivesTheSameBytes()
    {
        Export(GgufType.Q8);
        var directory = ModelDirectory.Open(_model.Path);
        GgufExport.Write(directory, _target.PathOf("again.gguf"), GgufType.Q8, overwrites: false, progress: null, TestContext.Current.CancellationToken);
        Assert.Equal(File.ReadAllBytes(_target.PathOf("model.gguf")), File.ReadAllBytes(_target.PathOf("again.gguf")));
    }

    [Theory]
    [InlineData("full", 1)]
    [InlineData("sliding", 6)]
    [InlineData("sliding sliding sliding sliding sliding full sliding", 6)]
    [InlineData("sliding full sliding full sliding", 2)]
    [InlineData("sliding sliding sliding sliding sliding sliding sliding", 8)]
    public void Write_LayersInPeriods_SaysThePeriod(string layers, uint period) =>
        Assert.Equal(period, Export(GgufType.F32, builder => SetLayers(builder, layers)).Metadata["gemma-embedding.attention.sliding_window_pattern"]);

    [Fact]
    public void Write_WhatLlamaCannotCompute_IsRefused()
    {
        AssertRefused("equal distances", builder => SetLayers(builder, "full sliding"));
        AssertRefused("bias", builder => builder.Dense[1]["bias"] = true);
        AssertRefused("1 dense modules", builder => builder.Dense.RemoveAt(0));
        AssertRefused("8 dimensions", builder => builder.Dense[1]["out_features"] = 8);

        void AssertRefused(string part, Action<ModelDirectoryBuilder> change)
        {
            using var model = new TemporaryFolder();
            var builder = new ModelDirectoryBuilder();
            change(builder);
            if (builder.Dense.Count == 1)
                builder.Dense[0]["in_features"] = 16;
            var directory = ModelDirectory.Open(builder.Write(model));
            var failure = Assert.Throws<NotSupportedException>(() =>
                GgufExport.Write(directory, _target.PathOf("model.gguf"), GgufType.F32, overwrites: false, progress: null, TestContext.Current.CancellationToken));
            Assert.Contains(part, failure.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFileSystemEntries(_target.Path));
        }
    }

    [Fact]
    public void Write_NumberBeyondHalf_IsRefusedByNameAndLeavesNothing()
    {
        var directory = ModelDirectory.Open(new ModelDirectoryBuilder().Write(_model));
        Damage(directory, 70_000f);
        var failure = Assert.Throws<InvalidDataException>(() =>
            GgufExport.Write(directory, _target.PathOf("model.gguf"), GgufType.F16, overwrites: false, progress: null, TestContext.Current.CancellationToken));
        Assert.Contains("embed_tokens.weight", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_target.Path));
    }

    [Fact]
    public void Write_NotANumber_LeavesWhatWasThere()
    {
        var directory = ModelDirectory.Open(new ModelDirectoryBuilder().Write(_model));
        var path = _target.Write("model.gguf", "before");
        Damage(directory, float.NaN);
        Assert.Throws<InvalidDataException>(() => GgufExport.Write(directory, path, GgufType.F32, overwrites: true, progress: null, TestContext.Current.CancellationToken));
        Assert.Equal("before", File.ReadAllText(path));
        Assert.Single(Directory.EnumerateFileSystemEntries(_target.Path));
    }

    [Fact]
    public void Write_FileThatIsThere_IsReplacedOnlyWhenAskedTo()
    {
        var directory = ModelDirectory.Open(new ModelDirectoryBuilder().Write(_model));
        var path = _target.Write("model.gguf", "before");
        var failure = Assert.Throws<IOException>(() => GgufExport.Write(directory, path, GgufType.F32, overwrites: false, progress: null, TestContext.Current.CancellationToken));
        Assert.Contains("--force", failure.Message, StringComparison.Ordinal);
        Assert.Equal("before", File.ReadAllText(path));

        GgufExport.Write(directory, path, GgufType.F32, overwrites: true, progress: null, TestContext.Current.CancellationToken);
        Assert.NotEmpty(GgufFile.Read(path).Tensors);
        Assert.Throws<IOException>(() => GgufExport.Write(directory, _target.Path, GgufType.F32, overwrites: true, progress: null, TestContext.Current.CancellationToken));
        Assert.Throws<DirectoryNotFoundException>(() =>
            GgufExport.Write(directory, Path.Combine(_target.Path, "no", "file"), GgufType.F32, overwrites: true, progress: null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Write_CancelledOnTheWay_LeavesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new RecordedShares(share =>
        {
            if (share > 0.5)
                cancellation.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() =>
            GgufExport.Write(EmbeddingGemmaModel.Nano.Open(), _target.PathOf("model.gguf"), GgufType.Q8, overwrites: false, progress, cancellation.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_target.Path));
    }

    [Fact]
    public void Write_Progress_RisesToTheEnd()
    {
        var progress = new RecordedShares();
        GgufExport.Write(EmbeddingGemmaModel.Nano.Open(), _target.PathOf("model.gguf"), GgufType.Q8, overwrites: false, progress, TestContext.Current.CancellationToken);
        Assert.InRange(progress.Shares.Count, 10, 100);
        Assert.Equal(progress.Shares.Order(), progress.Shares);
        Assert.Equal(1, progress.Shares[^1]);
    }

    public void Dispose()
    {
        _model.Dispose();
        _target.Dispose();
    }

    private static void SetLayers(ModelDirectoryBuilder builder, string layers)
    {
        var kinds = layers.Split(' ');
        builder.Config["num_hidden_layers"] = kinds.Length;
        builder.Config["layer_types"] = new System.Text.Json.Nodes.JsonArray([.. kinds.Select(kind => (System.Text.Json.Nodes.JsonNode)(kind + "_attention"))]);
    }

    // The last number of the embedding table.
    private static void Damage(ModelDirectory directory, float value)
    {
        long end;
        using (var source = TensorSource.Open(directory.Path))
            end = source.Tensors["embed_tokens.weight"] is var table ? table.Offset + table.ByteCount : 0;
        using var file = File.OpenHandle(Path.Combine(directory.Path, "model.safetensors"), FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.Write(file, BitConverter.GetBytes(value), end - sizeof(float));
    }

    private GgufFile Export(GgufType type, Action<ModelDirectoryBuilder>? change = null)
    {
        var builder = new ModelDirectoryBuilder();
        change?.Invoke(builder);
        var directory = ModelDirectory.Open(builder.Write(_model));
        GgufExport.Write(directory, _target.PathOf("model.gguf"), type, overwrites: false, progress: null, TestContext.Current.CancellationToken);
        return GgufFile.Read(_target.PathOf("model.gguf"));
    }

    private float[] Source(string name, string folder = "")
    {
        using var source = TensorSource.Open(Path.Combine(_model.Path, folder));
        var info = source.Tensors[name];
        var bytes = new byte[info.ByteCount];
        source.ReadBytes(name, 0, bytes);
        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }
}
