using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Reads a <see cref="CompiledFile"/>: its arrays come in the order in which they were written, and none before the checksum was found right.</summary>
internal sealed unsafe class CompiledFileReader
{
    private const int ChunkLength = 1 << 16;

    private readonly string _path;
    private readonly FileMemory _memory;
    private long _at = CompiledFile.Alignment;

    /// <param name="path">The path of the file.</param>
    /// <param name="maps">Whether the file is mapped, not read.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, cut off, of another version or of another kind.</exception>
    /// <exception cref="PlatformNotSupportedException">The processor is big-endian.</exception>
    public CompiledFileReader(string path, bool maps)
    {
        CompiledFile.RequireLittleEndian();
        _path = path;
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        if (length is < CompiledFile.Alignment + CompiledFile.ChecksumLength or > int.MaxValue)
        {
            throw Error($"has {length} bytes, which no compiled tokenizer has");
        }

        Check(file, (int)length - CompiledFile.ChecksumLength);
        _memory = maps ? FileMemory.Map(file, (int)length) : FileMemory.Read(file, (int)length);
    }

    /// <summary>Takes the next array, which stays in the file.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is of another type.</exception>
    public Numbers<T> Take<T>()
        where T : unmanaged
    {
        var end = _memory.Length - CompiledFile.ChecksumLength;
        if (_at + CompiledFile.Alignment > end)
        {
            throw Error("holds too few tables");
        }

        var header = (int*)(_memory.Start + _at);
        var (size, count) = (header[0], header[1]);
        var start = _at + CompiledFile.Alignment;
        _at = start + CompiledFile.Align((long)size * count);
        return size == sizeof(T) && count >= 0 && _at <= end
            ? new Numbers<T>(_memory, (int)start, count)
            : throw Error($"holds {count} numbers of {size} bytes where others belong");
    }

    /// <summary>Takes the next array, as a copy.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is of another type.</exception>
    public T[] TakeCopy<T>()
        where T : unmanaged => Take<T>().Span.ToArray();

    /// <summary>Takes the next number.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public int TakeNumber() => Take<int>() is { Length: 1 } number ? number.Span[0] : throw Error("holds several numbers where one belongs");

    /// <exception cref="InvalidDataException">Not all arrays were taken.</exception>
    public void RequireEnd()
    {
        if (_at != _memory.Length - CompiledFile.ChecksumLength)
        {
            throw Error("holds too many tables");
        }
    }

    /// <summary>Reads the whole file through a small buffer, which is faster than to look at it in memory page by page and leaves no page of it there.</summary>
    private void Check(SafeFileHandle file, int end)
    {
        var chunk = new byte[ChunkLength];
        var checksum = 0u;
        for (long at = 0; at < end;)
        {
            var bytes = chunk.AsSpan(0, (int)Math.Min(ChunkLength, end - at));
            Fill(file, bytes, at);
            if (at == 0 && !bytes.StartsWith(CompiledFile.Signature))
            {
                throw Error("is no compiled tokenizer");
            }

            if (at == 0 && BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]) is not CompiledFile.Version and var version)
            {
                throw Error($"is of version {version}, but this library reads version {CompiledFile.Version}");
            }

            checksum = Crc32C.Append(checksum, bytes);
            at += bytes.Length;
        }

        Fill(file, chunk.AsSpan(0, CompiledFile.ChecksumLength), end);
        if (BinaryPrimitives.ReadUInt32LittleEndian(chunk) != checksum)
        {
            throw Error("is damaged: its checksum is not that of its content");
        }
    }

    private void Fill(SafeFileHandle file, Span<byte> bytes, long at)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(file, bytes, at);
            at += read > 0 ? read : throw Error($"ends after {at} bytes, too early");
            bytes = bytes[read..];
        }
    }

    private InvalidDataException Error(string fault) => new($"'{_path}' {fault}. Delete it; it is made again from the model's own tokenizer file.");
}
