using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Weights;

public sealed class TensorSourceTests
{
    [Theory]
    [InlineData("F32")]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void Read_EveryType_ConvertsExactly(string type)
    {
        float[] values = [.. Enumerable.Range(-40, 83).Select(i => i / 8f), 0f, -0f, 1024f];
        using var folder = new TemporaryFolder();
        folder.Write("model.safetensors", new SafetensorsWriter().Add("x", [1], [1]).Add("a", [values.Length], values, type).ToArray());
        using var source = TensorSource.Open(folder.Path);

        var actual = new float[values.Length];
        source.Read("a", [values.Length], actual);

        Assert.Equal(values, actual);
    }

    [Fact]
    public void Read_EveryFinite16BitPattern_ConvertsExactly()
    {
        var patterns = Enumerable.Range(0, 65536).Select(i => (ushort)i).ToArray();
        var halves = patterns.Where(bits => Half.IsFinite(BitConverter.UInt16BitsToHalf(bits))).ToArray();
        var brains = patterns.Where(bits => (bits & 0x7F80) != 0x7F80).ToArray();
        using var folder = new TemporaryFolder();
        folder.Write("model.safetensors", new SafetensorsWriter()
            .AddBytes("h", [halves.Length], System.Runtime.InteropServices.MemoryMarshal.AsBytes<ushort>(halves), "F16")
            .AddBytes("b", [brains.Length], System.Runtime.InteropServices.MemoryMarshal.AsBytes<ushort>(brains), "BF16").ToArray());
        using var source = TensorSource.Open(folder.Path);

        var h = new float[halves.Length];
        source.Read("h", [h.Length], h);
        var b = new float[brains.Length];
        source.Read("b", [b.Length], b);

        Assert.Equal(halves.Select(bits => BitConverter.SingleToUInt32Bits((float)BitConverter.UInt16BitsToHalf(bits))), h.Select(BitConverter.SingleToUInt32Bits));
        Assert.Equal(brains.Select(bits => (uint)bits << 16), b.Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void Read_LargerThanAPiece_IsWhole()
    {
        var values = ModelDirectoryBuilder.RandomFloats(7, 2_500_001);
        using var folder = new TemporaryFolder();
        folder.Write("model.safetensors", new SafetensorsWriter().Add("odd", [1], [1], "BF16").Add("a", [values.Length], values).ToArray());
        using var source = TensorSource.Open(folder.Path);

        var actual = new float[values.Length];
        Parallel.For(0, 4, _ => // reads share nothing but the file
        {
            var own = new float[values.Length];
            source.Read("a", [values.Length], own);
            Assert.True(values.AsSpan().SequenceEqual(own));
        });
        source.Read("a", [values.Length], actual);
        Assert.True(values.AsSpan().SequenceEqual(actual));
    }

    [Theory]
    [InlineData(float.NaN, "F32")]
    [InlineData(float.PositiveInfinity, "F32")]
    [InlineData(float.NegativeInfinity, "F16")]
    [InlineData(float.NaN, "BF16")]
    public void Read_NotFinite_NamesFileAndTensor(float bad, string type)
    {
        var values = new float[1000];
        values[777] = bad;
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.safetensors", new SafetensorsWriter().Add("w", [100, 10], values, type).ToArray());
        using var source = TensorSource.Open(folder.Path);
        using var rows = source.OpenRows("w", 100, 10);

        var fault = Assert.Throws<InvalidDataException>(() => source.Read("w", [100, 10], new float[1000]));
        var rowFault = Assert.Throws<InvalidDataException>(() => rows.Read(77, new float[10]));
        rows.Read(76, new float[10]);

        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
        Assert.Contains("'w'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("row 77", rowFault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadRows_SeveralInAnyOrder_ComeOneBehindTheOther()
    {
        using var folder = new TemporaryFolder();
        folder.Write("model.safetensors", new SafetensorsWriter().Add("w", [3, 2], [0, 1, 10, 11, 20, 21]).ToArray());
        using var source = TensorSource.Open(folder.Path);
        using var rows = source.OpenRows("w", 3, 2);
        var read = new float[6];

        rows.Read([2, 0, 2], read);

        Assert.Equal([20, 21, 0, 1, 20, 21], read);
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Read([0, 3, 0], read));
        Assert.Throws<ArgumentException>(() => rows.Read([0, 1], read));
    }

    [Fact]
    public void Read_MissingOrOtherShape_IsAFault()
    {
        using var folder = new TemporaryFolder();
        folder.Write("model.safetensors", new SafetensorsWriter().Add("w", [2, 3], new float[6]).ToArray());
        using var source = TensorSource.Open(folder.Path);

        Assert.Contains("'v' is missing", Assert.Throws<InvalidDataException>(() => source.Read("v", [6], new float[6])).Message, StringComparison.Ordinal);
        Assert.Contains("[2, 3]", Assert.Throws<InvalidDataException>(() => source.Read("w", [3, 2], new float[6])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => source.Read("w", [6], new float[6]));
        Assert.Throws<InvalidDataException>(() => source.OpenRows("w", 3, 2));
        Assert.Throws<ArgumentException>(() => source.Read("w", [2, 3], new float[5]));
        source.Dispose();
        source.Dispose();
        Assert.Throws<ObjectDisposedException>(() => source.Read("w", [2, 3], new float[6]));
    }

    [Fact]
    public void Tensors_PrefixOnAll_IsRemoved()
    {
        using var folder = new TemporaryFolder();
        new ModelDirectoryBuilder { TensorPrefix = "model." }.Write(folder);
        using var source = TensorSource.Open(folder.Path);
        GemmaTensors.Validate(source, ModelDirectory.Open(folder.Path).Config);

        using var mixed = new TemporaryFolder();
        mixed.Write("model.safetensors", new SafetensorsWriter().Add("model.a", [1], [1]).Add("b", [1], [1]).ToArray());
        using var both = TensorSource.Open(mixed.Path);
        Assert.Equal(["b", "model.a"], both.Tensors.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Open_Shards_AreOneSource()
    {
        using var folder = new TemporaryFolder();
        WriteShards(folder, """{"metadata":{"total_size":12},"weight_map":{"a":"s-1.safetensors","b":"s-2.safetensors","c":"s-1.safetensors"}}""");
        using var source = TensorSource.Open(folder.Path);

        var values = new float[1];
        source.Read("b", [1], values);
        Assert.Equal(2, values[0]);
        source.Read("c", [1], values);
        Assert.Equal(3, values[0]);
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"s-1.safetensors","b":"s-1.safetensors","c":"s-1.safetensors"}}""", "'b' is missing")]
    [InlineData("""{"weight_map":{"a":"s-1.safetensors","b":"s-2.safetensors"}}""", "'c'")]
    [InlineData("""{"weight_map":{"a":"s-1.safetensors","b":"s-2.safetensors","c":"s-2.safetensors"}}""", "'c'")]
    [InlineData("""{"weight_map":{"a":"s-1.safetensors","b":"s-2.safetensors","c":"s-1.safetensors","d":"s-2.safetensors"}}""", "'d' is missing")]
    [InlineData("""{"weight_map":{"a":"../s-1.safetensors"}}""", "weight_map")]
    [InlineData("""{"weight_map":{"a":"/etc/passwd"}}""", "weight_map")]
    [InlineData("""{"weight_map":{"a":""}}""", "weight_map")]
    [InlineData("""{"weight_map":{"a":1}}""", "weight_map.a")]
    [InlineData("""{"weight_map":{"a":"s-1.safetensors","a":"s-2.safetensors"}}""", "JSON")]
    [InlineData("""{"weight_map":{}}""", "weight_map")]
    [InlineData("""{"weight_map":[]}""", "weight_map")]
    [InlineData("""{}""", "weight_map")]
    [InlineData("""[]""", "root")]
    public void Open_ContradictoryIndex_IsAFault(string index, string named)
    {
        using var folder = new TemporaryFolder();
        WriteShards(folder, index);
        Assert.Contains(named, Assert.Throws<InvalidDataException>(() => TensorSource.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TensorInTwoShards_IsAFault()
    {
        using var folder = new TemporaryFolder();
        WriteShards(folder, """{"weight_map":{"a":"s-1.safetensors","b":"s-2.safetensors","c":"s-1.safetensors"}}""");
        folder.Write("s-2.safetensors", new SafetensorsWriter().Add("b", [1], [2]).Add("a", [1], [2]).ToArray());
        Assert.Contains("'a'", Assert.Throws<InvalidDataException>(() => TensorSource.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FileMissing_SaysWhich()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("model.safetensors", Assert.Throws<FileNotFoundException>(() => TensorSource.Open(folder.Path)).Message, StringComparison.Ordinal);
        folder.Write("model.safetensors.index.json", """{"weight_map":{"a":"s-9.safetensors"}}""");
        Assert.Contains("s-9.safetensors", Assert.Throws<FileNotFoundException>(() => TensorSource.Open(folder.Path)).Message, StringComparison.Ordinal);
        folder.Write("pytorch_model.bin", "x");
        File.Delete(folder.PathOf("model.safetensors.index.json"));
        Assert.Contains("pytorch_model.bin", Assert.Throws<FileNotFoundException>(() => TensorSource.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileCutWhileOpen_IsAnIOException()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.safetensors", new SafetensorsWriter().Add("w", [100_000, 4], new float[400_000]).ToArray());
        using var source = TensorSource.Open(folder.Path);
        using var rows = source.OpenRows("w", 100_000, 4);
        Overwrite(path, file => file.SetLength(5000));

        Assert.Contains("Load the model again", Assert.Throws<IOException>(() => source.Read("w", [100_000, 4], new float[400_000])).Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => rows.Read(99_999, new float[4]));
        Assert.Throws<IOException>(() => rows.Read(0, new float[4]));
    }

    [Fact]
    public void Read_FileOverwrittenWhileOpen_IsAnIOException()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.safetensors", new SafetensorsWriter().Add("w", [100, 4], new float[400]).ToArray());
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        using var source = TensorSource.Open(folder.Path);
        using var rows = source.OpenRows("w", 100, 4);
        Overwrite(path, file => file.Write(new byte[200]));

        Assert.Throws<IOException>(() => source.Read("w", [100, 4], new float[400]));
        Assert.Throws<IOException>(() => rows.Read(0, new float[4]));
    }

    [Fact]
    public void Read_FileReplacedByRename_StaysTheOldOne()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.safetensors", new SafetensorsWriter().Add("w", [2, 1], [1, 2]).ToArray());
        using var rows = OpenAndDispose(folder.Path);
        File.Move(folder.Write("new", new SafetensorsWriter().Add("w", [2, 1], [3, 4]).ToArray()), path, overwrite: true);

        var row = new float[1];
        rows.Read(1, row); // although its source is disposed and its file gone
        Assert.Equal(2, row[0]);

        static RowReader OpenAndDispose(string folder)
        {
            using var source = TensorSource.Open(folder);
            return source.OpenRows("w", 2, 1);
        }
    }

    [Fact]
    public void RowReader_RowOrLengthOutOfRange_IsAnArgumentFault()
    {
        using var folder = new TemporaryFolder();
        folder.Write("model.safetensors", new SafetensorsWriter().Add("w", [3, 2], [1, 2, 3, 4, 5, 6], "F16").ToArray());
        using var source = TensorSource.Open(folder.Path);
        using var rows = source.OpenRows("w", 3, 2);

        var row = new float[2];
        rows.Read(2, row);
        Assert.Equal([5f, 6f], row);
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Read(3, row));
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Read(-1, row));
        Assert.Throws<ArgumentException>(() => rows.Read(0, new float[3]));
        rows.Dispose();
        rows.Dispose();
        Assert.Throws<ObjectDisposedException>(() => rows.Read(0, row));
        source.Read("w", [3, 2], new float[6]); // the reader's share alone is gone
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("extra")]
    [InlineData("shape")]
    public void Validate_OtherThanTheConfig_NamesTheTensor(string what)
    {
        using var folder = new TemporaryFolder();
        var builder = new ModelDirectoryBuilder();
        builder.Write(folder);
        var writer = new SafetensorsWriter();
        using (var original = TensorSource.Open(folder.Path))
        {
            foreach (var (name, info) in original.Tensors)
            {
                var values = new float[info.ByteCount / 4];
                if (name == "layers.1.self_attn.k_norm.weight" && what == "missing")
                    continue;
                writer.Add(name, name == "layers.1.self_attn.k_norm.weight" && what == "shape" ? [2, 4] : [.. info.Shape], values);
            }
        }

        if (what == "extra")
            writer.Add("layers.1.self_attn.q_proj.bias", [1], [1]);
        folder.Write("model.safetensors", writer.ToArray());
        using var source = TensorSource.Open(folder.Path);

        var fault = Assert.Throws<InvalidDataException>(() => GemmaTensors.Validate(source, ModelDirectory.Open(folder.Path).Config));

        Assert.Contains("model.safetensors", fault.Message, StringComparison.Ordinal);
        Assert.Contains(what == "extra" ? "layers.1.self_attn.q_proj.bias" : "layers.1.self_attn.k_norm.weight", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_Nano_Fits()
    {
        var model = EmbeddingGemmaModel.Nano.Open();
        using var source = TensorSource.Open(model.Path);
        GemmaTensors.Validate(source, model.Config);

        using var dense = TensorSource.Open(model.DenseModules[0].Folder);
        var weights = new float[768 * 384];
        dense.Read("linear.weight", [768, 384], weights);
        using var rows = dense.OpenRows("linear.weight", 768, 384);
        var row = new float[384];
        rows.Read(767, row);
        Assert.Equal(weights[^384..], row);
        Assert.Contains(weights, weight => weight != 0);
    }

    private static void WriteShards(TemporaryFolder folder, string index)
    {
        folder.Write("model.safetensors.index.json", index);
        folder.Write("s-1.safetensors", new SafetensorsWriter().Add("a", [1], [1]).Add("c", [1], [3]).ToArray());
        folder.Write("s-2.safetensors", new SafetensorsWriter().Add("b", [1], [2]).ToArray());
    }

    private static void Overwrite(string path, Action<FileStream> change)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        change(file);
    }
}
