using System.Buffers.Binary;
using System.Text;
using CsCheck;
using SK.EmbeddingGemma.TestSupport;
using SK.EmbeddingGemma.Weights;
using SK.EmbeddingGemma.Weights.Gguf;

namespace SK.EmbeddingGemma.Models.Gguf;

public sealed class GgufContainerTests : IDisposable
{
    private const int Iterations = 2000;

    private static readonly byte[] Valid = GgufFile.Tiny().ToArray();
    private static readonly int DataStart = Valid.Length - GgufFile.Tiny().Tensors.Values.Sum(tensor => (tensor.Bytes.Length + 31) / 32 * 32);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Read_CutAnywhereInTheHeader_IsRefused()
    {
        for (var length = 0; length < DataStart; length += 7)
            Assert.Contains("model.gguf", Refusal(Valid[..length]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "GGML", "not a GGUF file")]
    [InlineData(4, "\u0001\0\0\0", "version 1")]
    [InlineData(4, "\u0004\0\0\0", "version 4")]
    [InlineData(4, "\0\0\0\u0003", "big-endian")]
    [InlineData(8, "\u007f\u007f\u007f\u007f\u007f\u007f\u007f\u007f", "the number of tensors")]
    [InlineData(16, "\u007f\u007f\u007f\u007f\u007f\u007f\u007f\u007f", "the number of keys")]
    [InlineData(24, "\u007f\u007f\u007f\u007f\0\0\0\0", "the length of a key")]
    public void Read_OtherBeginning_IsRefused(int position, string bytes, string part)
    {
        var changed = (byte[])Valid.Clone();
        Encoding.ASCII.GetBytes(bytes).CopyTo(changed, position);
        Assert.Contains(part, Refusal(changed), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1ul << 62)]
    [InlineData(1ul << 31)]
    [InlineData(100_000_000)]
    public void Read_LengthBeyondTheFile_IsRefusedBeforeMemoryIsTaken(ulong length)
    {
        foreach (var (key, behind) in new[] { ("tokenizer.ggml.tokens", 8), ("tokenizer.ggml.tokens", 16), ("tokenizer.ggml.scores", 8), ("general.name", 4) }) // a list's count, its first text's length, …
        {
            var changed = (byte[])Valid.Clone();
            BinaryPrimitives.WriteUInt64LittleEndian(changed.AsSpan(Valid.AsSpan().IndexOf(Encoding.ASCII.GetBytes(key)) + key.Length + behind), length);
            var path = _folder.Write("model.gguf", changed);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Contains(key, Assert.Throws<InvalidDataException>(() => GgufModel.Open(path)).Message, StringComparison.Ordinal);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500_000);
        }
    }

    [Fact]
    public void Read_TensorThatCannotBe_IsRefusedByName()
    {
        AssertRefused("has 0 dimensions", (rank: 0, size: null, offset: null));
        AssertRefused("has 5 dimensions", (rank: 5, size: null, offset: null));
        AssertRefused("size 0", (rank: null, size: 0, offset: null));
        AssertRefused("size 18446744073709551615", (rank: null, size: ulong.MaxValue, offset: null));
        AssertRefused("no multiple of 32", (rank: null, size: null, offset: 8));
        AssertRefused("cut short", (rank: null, size: null, offset: 1ul << 40));
        AssertRefused("cut short", (rank: null, size: null, offset: ulong.MaxValue - 31));

        void AssertRefused(string part, (uint? rank, ulong? size, ulong? offset) change)
        {
            const string Name = "dense_3.weight"; // has two dimensions
            var changed = (byte[])Valid.Clone();
            var at = changed.AsSpan(Valid.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Name)) + Name.Length);
            if (change.rank is { } rank)
                BinaryPrimitives.WriteUInt32LittleEndian(at, rank);
            if (change.size is { } size)
                BinaryPrimitives.WriteUInt64LittleEndian(at[4..], size);
            if (change.offset is { } offset)
                BinaryPrimitives.WriteUInt64LittleEndian(at[24..], offset);
            var message = Refusal(changed);
            Assert.Contains(part, message, StringComparison.Ordinal);
            Assert.Contains(Name, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_NameOrKeyTwice_IsRefused()
    {
        Assert.Contains("\"general.name\" twice", Refusal(Replace("general.type", "general.name", file => file.Metadata["general.type"] = "model")), StringComparison.Ordinal);
        Assert.Contains("dense_2.weight", Refusal(Replace("dense_3.weight", "dense_2.weight", _ => { })), StringComparison.Ordinal);

        static byte[] Replace(string from, string to, Action<GgufFile> change)
        {
            var file = GgufFile.Tiny();
            change(file);
            var bytes = file.ToArray();
            Encoding.ASCII.GetBytes(to).CopyTo(bytes, bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(from)));
            return bytes;
        }
    }

    [Fact]
    public void Open_MutatedBytes_GivesAnExceptionOfTheContractOrAModel()
    {
        var mutation = Gen.Select(Gen.Int[0, DataStart - 1], Gen.Byte);
        Gen.Select(mutation.Array[1, 6], Gen.Int[0, Valid.Length], Gen.Bool).SampleSeeded(
            (changes, length, cut) =>
            {
                var bytes = (byte[])Valid.Clone();
                foreach (var (position, value) in changes)
                    bytes[position] = value;
                Check(cut ? bytes[..length] : bytes);
            },
            iter: Iterations);
    }

    public void Dispose() => _folder.Dispose();

    private string Refusal(byte[] bytes) => Assert.Throws<InvalidDataException>(() => GgufModel.Open(_folder.Write("model.gguf", bytes))).Message;

    private void Check(byte[] bytes)
    {
        var path = _folder.Write("model.gguf", bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var model = GgufModel.Open(path);
            using (var source = TensorSource.Open(model))
            {
                GemmaTensors.Validate(source, model.Config);
                foreach (var (name, info) in source.Tensors)
                    source.Read(name, [.. info.Shape], new float[info.Count]);
            }

            model.ReadTokenizer();
        }
        catch (InvalidDataException fault)
        {
            Assert.Contains("model.gguf", fault.Message, StringComparison.Ordinal);
            Assert.InRange(fault.Message.Length, 1, 1000);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
    }
}
