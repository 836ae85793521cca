using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Writes a <see cref="CompiledFile"/>: the same arrays make the same bytes.</summary>
internal sealed class CompiledFileWriter
{
    private readonly Stream _stream;
    private uint _checksum;

    /// <exception cref="PlatformNotSupportedException">The processor is big-endian.</exception>
    public CompiledFileWriter(Stream stream)
    {
        CompiledFile.RequireLittleEndian();
        _stream = stream;
        Span<byte> header = stackalloc byte[CompiledFile.Alignment];
        CompiledFile.Signature.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], CompiledFile.Version);
        Write(header);
    }

    /// <summary>Writes an array.</summary>
    public unsafe void Add<T>(ReadOnlySpan<T> array)
        where T : unmanaged
    {
        Span<byte> header = stackalloc byte[CompiledFile.Alignment];
        BinaryPrimitives.WriteInt32LittleEndian(header, sizeof(T));
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], array.Length);
        Write(header);
        var bytes = MemoryMarshal.AsBytes(array);
        Write(bytes);
        header.Clear();
        Write(header[..(int)(CompiledFile.Align(bytes.Length) - bytes.Length)]);
    }

    /// <summary>Writes a number.</summary>
    public void Add(int number) => Add<int>([number]);

    /// <summary>Writes the checksum, which ends the file.</summary>
    public void Finish()
    {
        Span<byte> end = stackalloc byte[CompiledFile.ChecksumLength];
        BinaryPrimitives.WriteUInt32LittleEndian(end, _checksum);
        Write(end);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _checksum = Crc32C.Append(_checksum, bytes);
        _stream.Write(bytes);
    }
}
