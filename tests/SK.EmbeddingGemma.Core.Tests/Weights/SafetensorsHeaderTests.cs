using System.Buffers.Binary;
using System.Text;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Weights;

public sealed class SafetensorsHeaderTests
{
    // Eight bytes of data follow each header.
    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", null)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}   """, null)]
    [InlineData("""{"__metadata__":{"format":"pt"},"a":{"data_offsets":[0,8],"shape":[1,2,1],"dtype":"F32"}}""", null)]
    [InlineData("""{"b":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", null)]
    [InlineData("""{"z":{"dtype":"F32","shape":[0,5],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", null)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "'a' is there twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "'a' is there twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "'b' begins")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F16","shape":[1],"data_offsets":[6,8]}}""", "'b' begins")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "'a' begins")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "its tensors end")]
    [InlineData("""{}""", "its tensors end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "'a' has the offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "'a' has the offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", "'a' has a data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775807]}}""", "'a' has the offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551615]}}""", "'a' has a data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8.0]}}""", "'a' has a data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", "'a' must have")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4,8]}}""", "'a' must have")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "'a' has the shape [3]")]
    [InlineData("""{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,8]}}""", "'a' has the shape [2]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[],"data_offsets":[0,8]}}""", "'a' has the shape []")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2,0],"data_offsets":[0,8]}}""", "'a' has the shape [2, 0]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,8]}}""", "'a' has the shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,2],"data_offsets":[0,8]}}""", "'a' has the shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "'a' has a shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}""", "'a' has a shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[2]],"data_offsets":[0,8]}}""", "'a' has a shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}}""", "'a' has a shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", "'a' has a shape")]
    [InlineData("""{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", "'a' has the dtype \"I64\"")]
    [InlineData("""{"a":{"dtype":"f32","shape":[2],"data_offsets":[0,8]}}""", "'a' has the dtype")]
    [InlineData("""{"a":{"dtype":32,"shape":[2],"data_offsets":[0,8]}}""", "'a' has a dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", "'a' must have")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "'a' has a key twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}""", "'a' has a key twice, or another")]
    [InlineData("""{"a":[1]}""", "'a' must be an object")]
    [InlineData("""{"a":null}""", "'a' must be an object")]
    [InlineData("""{"__metadata__":{"n":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "__metadata__")]
    [InlineData("""{"__metadata__":[],"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "__metadata__")]
    [InlineData("""{"__metadata__":{"n":"1","n":"2"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "__metadata__")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} x""", "not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""", "not valid JSON")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "not valid JSON")]
    [InlineData("""{"a":{"dtype":"\ud800","shape":[2],"data_offsets":[0,8]}}""", "not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[NaN],"data_offsets":[0,8]}}""", "not valid JSON")]
    [InlineData(""" {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "not a JSON object")]
    [InlineData("""[[[[[[[[[[[[]]]]]]]]]]]]""", "not a JSON object")]
    public void Read_Header_IsTakenOnlyWhole(string header, string? named) => Check(SafetensorsWriter.ToArray(header, new byte[8]), named);

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(55UL)]
    [InlineData(100_000_001UL)]
    [InlineData(1UL << 40)]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    public void Read_WrongHeaderLength_AllocatesNothing(ulong length)
    {
        var file = SafetensorsWriter.ToArray("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", []);
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Check(file, "header");

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(9)]
    public void Read_ShorterThanAnyHeader_IsAFault(int length) => Check(new byte[length], "too few");

    [Fact]
    public void Read_CutAnywhere_IsAFault()
    {
        var file = new SafetensorsWriter().Add("a", [3], [1, 2, 3]).Add("b", [2], [1, 2], "BF16").ToArray();
        for (var length = 0; length < file.Length; length++)
            Check(file[..length], "");
        Check([.. file, 0], "its tensors end");
    }

    [Fact]
    public void Read_BrokenUtf8_IsAFault()
    {
        var file = SafetensorsWriter.ToArray("""{"?":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", new byte[8]);
        file[10] = 0xFF;
        Check(file, "UTF-8");
    }

    [Fact]
    public void Read_TooManyTensors_IsAFault()
    {
        var header = new StringBuilder("{");
        for (var i = 0; i <= SafetensorsHeader.MaxTensors; i++)
            header.Append(System.Globalization.CultureInfo.InvariantCulture, $"{(i > 0 ? "," : "")}\"{i}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}");
        Check(SafetensorsWriter.ToArray(header.Append('}').ToString(), []), "more than");
    }

    private static void Check(byte[] bytes, string? named)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.safetensors", bytes);
        if (named is null)
        {
            using var source = TensorSource.Open(folder.Path);
            Assert.True(source.Tensors.ContainsKey("a"));
            return;
        }

        var fault = Assert.Throws<InvalidDataException>(() => TensorSource.Open(folder.Path));
        Assert.StartsWith(path, fault.Message, StringComparison.Ordinal);
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
        File.Delete(path); // nothing holds it
    }
}
