using System.Security.Cryptography;

namespace SK.EmbeddingGemma.Models;

/// <summary>Computes the SHA-256 of a file.</summary>
internal static class FileHash
{
    private const int BufferLength = 1 << 16; // the framework's own reads 4 kB at a time, which takes half as long again

    /// <summary>Returns the 32 bytes.</summary>
    public static byte[] Compute(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferLength];
        for (var at = 0L; RandomAccess.Read(file, buffer, at) is > 0 and var count; at += count)
            hash.AppendData(buffer, 0, count);
        return hash.GetHashAndReset();
    }
}
