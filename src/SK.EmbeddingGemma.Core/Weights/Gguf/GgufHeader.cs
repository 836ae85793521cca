using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using SK.EmbeddingGemma.Models.Gguf;

namespace SK.EmbeddingGemma.Weights.Gguf;

/// <summary>Builds what stands in front of a GGUF file's data, version 3, little-endian: metadata, then the list of tensors. Not thread-safe.</summary>
internal sealed class GgufHeader
{
    /// <summary>The multiple that tensors begin at, in bytes.</summary>
    public const int Alignment = 32;

    private const uint Version = 3;

    private readonly ArrayBufferWriter<byte> _metadata = new();
    private ulong _count;

    /// <summary>Adds a whole number.</summary>
    public void Add(string key, uint value)
    {
        AddKey(key, GgufValueType.UInt32);
        Write(_metadata, value);
    }

    /// <summary>Adds a number.</summary>
    public void Add(string key, float value)
    {
        AddKey(key, GgufValueType.Float32);
        Write(_metadata, value);
    }

    /// <summary>Adds a truth value.</summary>
    public void Add(string key, bool value)
    {
        AddKey(key, GgufValueType.Bool);
        _metadata.Write([value ? (byte)1 : (byte)0]);
    }

    /// <summary>Adds a text.</summary>
    public void Add(string key, string value)
    {
        AddKey(key, GgufValueType.String);
        Write(_metadata, value);
    }

    /// <summary>Adds a list of texts.</summary>
    public void Add(string key, IReadOnlyCollection<string> values)
    {
        AddList(key, GgufValueType.String, values.Count);
        foreach (var value in values)
            Write(_metadata, value);
    }

    /// <summary>Adds a list of whole numbers.</summary>
    public void Add(string key, ReadOnlySpan<int> values)
    {
        AddList(key, GgufValueType.Int32, values.Length);
        _metadata.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Adds a list of numbers.</summary>
    public void Add(string key, ReadOnlySpan<float> values)
    {
        AddList(key, GgufValueType.Float32, values.Length);
        _metadata.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Returns the bytes in front of the data of <paramref name="tensors"/>, which follow each other there, each padded to <see cref="Alignment"/>.</summary>
    public byte[] Build(IReadOnlyList<GgufTensor> tensors)
    {
        var header = new ArrayBufferWriter<byte>();
        header.Write("GGUF"u8);
        Write(header, Version);
        Write(header, (ulong)tensors.Count);
        Write(header, _count);
        header.Write(_metadata.WrittenSpan);
        var offset = 0L;
        foreach (var tensor in tensors)
        {
            Write(header, tensor.Name);
            Write(header, (uint)tensor.Shape.Count);
            foreach (var size in tensor.Shape.Reverse())
                Write(header, (ulong)size);
            Write(header, (uint)tensor.Type);
            Write(header, (ulong)offset);
            offset += Padded(tensor.ByteCount);
        }

        var bytes = new byte[Padded(header.WrittenCount)];
        header.WrittenSpan.CopyTo(bytes);
        return bytes;
    }

    /// <summary>Returns a length with its padding.</summary>
    public static long Padded(long length) => (length + Alignment - 1) / Alignment * Alignment;

    private void AddList(string key, GgufValueType type, int count)
    {
        AddKey(key, GgufValueType.Array);
        Write(_metadata, (uint)type);
        Write(_metadata, (ulong)count);
    }

    private void AddKey(string key, GgufValueType type)
    {
        Write(_metadata, key);
        Write(_metadata, (uint)type);
        _count++;
    }

    private static void Write(ArrayBufferWriter<byte> target, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Write(target, (ulong)bytes.Length);
        target.Write(bytes);
    }

    private static void Write(ArrayBufferWriter<byte> target, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        target.Write(bytes);
    }

    private static void Write(ArrayBufferWriter<byte> target, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        target.Write(bytes);
    }

    private static void Write(ArrayBufferWriter<byte> target, float value) => Write(target, BitConverter.SingleToUInt32Bits(value));
}
