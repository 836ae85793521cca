using System.Text;
using CsCheck;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Weights;

public sealed class SafetensorsFuzzTests
{
    private const int Iterations = 2000;

    private static readonly byte[] Valid = new SafetensorsWriter()
        .Add("embed_tokens.weight", [4, 3], ModelDirectoryBuilder.RandomFloats(1, 4, 3), "BF16")
        .Add("norm.weight", [3], [1, 2, 3])
        .Add("layers.0.mlp.up_proj.weight", [2, 3], ModelDirectoryBuilder.RandomFloats(2, 2, 3), "F16")
        .ToArray();

    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", "\"", ":", ",", "null", "-1", "0", "1e9", "18446744073709551615", "9223372036854775807", "NaN", "\\ud800", "F64", "BF16",
        "\"dtype\"", "\"shape\":[", "\"data_offsets\":[0,", "__metadata__", "[[[[[[[[[[", "\u0000", "\uFFFD",
    ];

    [Fact]
    public void Open_MutatedBytes_GivesAnExceptionOfTheContractOrASource()
    {
        using var folder = new TemporaryFolder();
        var mutation = Gen.Select(Gen.Int[0, Valid.Length - 1], Gen.Byte);
        Gen.Select(mutation.Array[1, 6], Gen.Int[0, Valid.Length], Gen.Bool).SampleSeeded(
            (changes, length, cut) =>
            {
                var bytes = (byte[])Valid.Clone();
                foreach (var (position, value) in changes)
                    bytes[position] = value;
                Check(folder, cut ? bytes[..length] : bytes);
            },
            iter: Iterations);
    }

    [Fact]
    public void Open_MutatedHeaderText_GivesAnExceptionOfTheContractOrASource()
    {
        using var folder = new TemporaryFolder();
        var header = Encoding.UTF8.GetString(Valid, 8, BitConverter.ToInt32(Valid));
        var data = Valid[(8 + header.Length)..];
        var edit = Gen.Select(Gen.Int[0, header.Length], Gen.Int[0, 12], Gen.Int[0, Fragments.Length - 1]);
        edit.Array[1, 4].SampleSeeded(
            edits =>
            {
                var text = TextEdits.Apply(header, edits, Fragments);
                Check(folder, SafetensorsWriter.ToArray(text, data));
            },
            iter: Iterations);
    }

    private static void Check(TemporaryFolder folder, byte[] bytes)
    {
        folder.Write("model.safetensors", bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var source = TensorSource.Open(folder.Path);
            foreach (var (name, info) in source.Tensors)
                source.Read(name, [.. info.Shape], new float[info.Count]);
        }
        catch (InvalidDataException fault)
        {
            Assert.Contains("model.safetensors", fault.Message, StringComparison.Ordinal);
            Assert.InRange(fault.Message.Length, 1, 1000);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }
}
