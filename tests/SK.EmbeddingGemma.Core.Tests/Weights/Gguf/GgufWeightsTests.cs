using System.Buffers.Binary;
using SK.EmbeddingGemma.Models.Gguf;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Weights.Gguf;

public sealed class GgufWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(0, "attn_q", "self_attn.q_proj")]
    [InlineData(1, "attn_k", "self_attn.k_proj")]
    [InlineData(2, "attn_v", "self_attn.v_proj")]
    [InlineData(8, "attn_output", "self_attn.o_proj")]
    [InlineData(30, "ffn_gate", "mlp.gate_proj")]
    [InlineData(2, "ffn_up", "mlp.up_proj")]
    [InlineData(8, "ffn_down", "mlp.down_proj")]
    public void Read_Type_IsWhatTheFormatSays(uint type, string name, string expectedName)
    {
        var file = GgufFile.Tiny();
        name = $"blk.0.{name}.weight";
        if (type != 0)
            file.Store(name, type);
        var expected = Plain(file, name);
        Assert.NotEqual(0, expected.Distinct().Count() - 1);

        using var source = Open(file);
        var info = source.Tensors[$"layers.0.{expectedName}.weight"];
        var (whole, rows) = (new float[expected.Length], new float[expected.Length]);
        source.Read($"layers.0.{expectedName}.weight", [.. info.Shape], whole);
        using (var reader = source.OpenRows($"layers.0.{expectedName}.weight", info.Shape[0], info.Shape[1]))
            reader.Read([.. Enumerable.Range(0, reader.Rows)], rows);
        Assert.Equal(expected, whole);
        Assert.Equal(expected, rows);
        Assert.Equal(file.Tensors[name].Sizes.Reverse(), info.Shape);
    }

    [Fact]
    public void Read_MoreThanAPiece_IsWhole()
    {
        var file = GgufFile.Tiny();
        const int Rows = 50_000; // 1.6 million numbers
        file.SetFloats("dense_2.weight", ModelDirectoryBuilder.RandomFloats(5, 32, Rows), 32, Rows);
        file.SetFloats("dense_3.weight", new float[32 * Rows], Rows, 32);
        file.Store("dense_2.weight", 2);
        var expected = Plain(file, "dense_2.weight");
        using var dense = TensorSource.Open(GgufModel.Open(file.Write(_folder.PathOf("model.gguf"))).DenseModules[0]);
        var actual = new float[expected.Length];
        dense.Read("linear.weight", [Rows, 32], actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Open_NamesThatAreNotTheModels_AreRefused()
    {
        Assert.Contains("'blk.0.attn_k.weight' is missing", Refusal(file => file.Tensors.Remove("blk.0.attn_k.weight")), StringComparison.Ordinal);
        foreach (var extra in new[] { "output.weight", "rope_freqs.weight", "blk.1.attn_q.weight", "blk.00.attn_q.weight", "embed_tokens.weight", "dense_2.bias" })
            Assert.Contains($"'{extra}' is not part", Refusal(file => file.SetFloats(extra, new float[32], 32)), StringComparison.Ordinal);
        Assert.Contains("'blk.0.attn_norm.weight' has the shape [16]", Refusal(file => file.SetFloats("blk.0.attn_norm.weight", new float[16], 16)), StringComparison.Ordinal);
        Assert.Contains("'token_embd.weight' has the shape", Refusal(file => file.SetFloats("token_embd.weight", new float[32 * 270], 32, 270)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(12u, "Q4_K")]
    [InlineData(14u, "Q6_K")]
    [InlineData(3u, "Q4_1")]
    [InlineData(1000u, "number 1000")]
    [InlineData(2u, "rows of 16 numbers")]
    public void Open_OtherFormat_IsRefusedByName(uint type, string part)
    {
        var message = Refusal(file => file.Tensors["blk.0.attn_q_norm.weight"] = (type, [16], new byte[64]));
        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.Contains("blk.0.attn_q_norm.weight", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TensorsThatOverlapOrAreCut_AreRefused()
    {
        var bytes = GgufFile.Tiny().ToArray();
        Assert.Contains("cut short", Refusal(bytes[..^4]), StringComparison.Ordinal);
        var name = "dense_3.weight"u8;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(bytes.AsSpan().IndexOf(name) + name.Length + 24), 0);
        Assert.Contains("overlap", Refusal(bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0u, float.NaN)]
    [InlineData(0u, float.PositiveInfinity)]
    [InlineData(1u, float.NaN)]
    [InlineData(30u, float.NegativeInfinity)]
    [InlineData(8u, float.NaN)]
    [InlineData(2u, float.PositiveInfinity)]
    public void Read_NotFinite_IsRefusedByName(uint type, float value)
    {
        var file = GgufFile.Tiny();
        const string Name = "blk.0.ffn_up.weight";
        if (type is not 0)
            file.Store(Name, type);
        var bytes = type switch { 0 => BitConverter.GetBytes(value), 30 => BitConverter.GetBytes(value)[2..], _ => BitConverter.GetBytes((Half)value) }; // of blocks, the scale
        bytes.CopyTo(file.Tensors[Name].Bytes, 0);
        using var source = Open(file);
        var failure = Assert.Throws<InvalidDataException>(() => source.Read("layers.0.mlp.up_proj.weight", [64, 32], new float[64 * 32]));
        Assert.Contains(Name, failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    // The format's words, one number after the other.
    private static float[] Plain(GgufFile file, string name)
    {
        var (type, _, bytes) = file.Tensors[name];
        if (type is 0 or 1 or 8)
            return file.Floats(name);
        if (type == 30)
            return [.. bytes.Chunk(2).Select(pair => BitConverter.ToSingle([0, 0, pair[0], pair[1]]))];
        return [.. bytes.Chunk(18).SelectMany(block =>
        {
            var scale = (float)BitConverter.ToHalf(block);
            return block.Skip(2).Select(pair => ((pair & 15) - 8) * scale).Concat(block.Skip(2).Select(pair => ((pair >> 4) - 8) * scale));
        })];
    }

    private TensorSource Open(GgufFile file) => TensorSource.Open(GgufModel.Open(file.Write(_folder.PathOf("model.gguf"))));

    private string Refusal(Action<GgufFile> change)
    {
        var file = GgufFile.Tiny();
        change(file);
        return Refusal(file.ToArray());
    }

    private string Refusal(byte[] bytes)
    {
        var model = GgufModel.Open(_folder.Write("model.gguf", bytes));
        return Assert.Throws<InvalidDataException>(() =>
        {
            using var source = TensorSource.Open(model);
            GemmaTensors.Validate(source, model.Config);
        }).Message;
    }
}
