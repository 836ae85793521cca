using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SK.EmbeddingGemma.Vectors;

/// <summary>
/// A file of vectors with the hashes of their texts: a header (magic, length of a vector, number of vectors), the hashes, the vectors, and the SHA-256 of all that. Written beside and renamed when
/// whole, never changed.
/// </summary>
internal static class VectorShard
{
    /// <summary>The extension of such files.</summary>
    public const string Extension = ".vectors";

    private const int HeaderBytes = 16;
    private const int HashBytes = SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Magic => "EGVEC001"u8;

    /// <summary>Writes a file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="hashes">The hashes of the texts, in hexadecimal.</param>
    /// <param name="vectors">Their vectors, as many.</param>
    public static void Write(string path, IReadOnlyList<string> hashes, VectorTable vectors)
    {
        var rowBytes = vectors.Dimensions * sizeof(float);
        var bytes = new byte[HeaderBytes + (hashes.Count * (HashBytes + rowBytes)) + HashBytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), vectors.Dimensions);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), hashes.Count);
        for (var i = 0; i < hashes.Count; i++)
        {
            Convert.FromHexString(hashes[i]).CopyTo(bytes, HeaderBytes + (i * HashBytes));
            var row = bytes.AsSpan(HeaderBytes + (hashes.Count * HashBytes) + (i * rowBytes), rowBytes);
            for (var d = 0; d < vectors.Dimensions; d++)
                BinaryPrimitives.WriteSingleLittleEndian(row[(d * sizeof(float))..], vectors[i][d]);
        }

        SHA256.HashData(bytes.AsSpan(..^HashBytes), bytes.AsSpan(^HashBytes..));
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, path);
        }
        finally
        {
            File.Delete(temporary); // it is there only where the move did not come to be
        }
    }

    /// <summary>Reads the hashes of a file, in hexadecimal and in their order; <see langword="null"/> where the file is damaged, or of another kind or length of vectors.</summary>
    public static IReadOnlyList<string>? ReadHashes(string path, int dimensions)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < HeaderBytes + HashBytes || !bytes.AsSpan().StartsWith(Magic) || BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8)) != dimensions)
            return null;

        long count = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
        if (count < 0 || bytes.Length != HeaderBytes + (count * (HashBytes + (dimensions * sizeof(float)))) + HashBytes
            || !SHA256.HashData(bytes.AsSpan(..^HashBytes)).AsSpan().SequenceEqual(bytes.AsSpan(^HashBytes..)))
        {
            return null;
        }

        return [.. Enumerable.Range(0, (int)count).Select(i => Convert.ToHexStringLower(bytes, HeaderBytes + (i * HashBytes), HashBytes))];
    }

    /// <summary>Returns where in a file a vector begins, in bytes.</summary>
    public static long Offset(int count, int dimensions, int row) => HeaderBytes + ((long)count * HashBytes) + ((long)row * dimensions * sizeof(float));

    /// <summary>Reads a vector.</summary>
    public static void ReadVector(Microsoft.Win32.SafeHandles.SafeFileHandle file, long offset, Span<float> vector)
    {
        var bytes = MemoryMarshal.AsBytes(vector);
        for (var read = 0; read < bytes.Length;)
        {
            var got = RandomAccess.Read(file, bytes[read..], offset + read);
            read += got > 0 ? got : throw new EndOfStreamException("A file of vectors became shorter while it was read: run the evaluation again.");
        }

        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(vector), MemoryMarshal.Cast<float, int>(vector));
    }
}
