using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>
/// A file that lies in memory for as long as this object is reachable. Nobody ends it before, since tokenizers have no end of their
/// own: the mapping goes when its handle is collected.
/// </summary>
internal sealed unsafe class FileMemory
{
    private readonly object _owner;

    private FileMemory(object owner, byte* start, int length)
    {
        _owner = owner;
        Start = start;
        Length = length;
    }

    /// <summary>Gets where the file's bytes start.</summary>
    public byte* Start { get; }

    /// <summary>Gets the number of bytes.</summary>
    public int Length { get; }

    /// <summary>Maps a file: only what is used of it takes memory, and processes share that.</summary>
    /// <param name="file">The file, which may be closed then.</param>
    /// <param name="length">Its length, in bytes.</param>
    public static FileMemory Map(SafeFileHandle file, int length)
    {
        using var map = MemoryMappedFile.CreateFromFile(file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        var view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read).SafeMemoryMappedViewHandle;
        return new(view, (byte*)view.DangerousGetHandle(), length); // to acquire the pointer would keep the mapping for ever
    }

    /// <summary>Reads a file, for systems where a mapped one can neither be deleted nor replaced.</summary>
    /// <param name="file">The file, which may be closed then.</param>
    /// <param name="length">Its length, in bytes.</param>
    public static FileMemory Read(SafeFileHandle file, int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        for (var at = 0; at < length;)
        {
            var read = RandomAccess.Read(file, bytes.AsSpan(at), at);
            at += read > 0 ? read : throw new EndOfStreamException($"A file of {length} bytes ended after {at}: it was cut off while it was read.");
        }

        return new(bytes, (byte*)Unsafe.AsPointer(ref bytes[0]), length);
    }
}
