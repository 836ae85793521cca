using System.Security.Cryptography;
using System.Text;

namespace SK.EmbeddingGemma.Memories;

/// <summary>Names texts by their content.</summary>
internal static class MemoryHash
{
    private const int KeyDigits = 32;

    /// <summary>Returns the hexadecimal digits of a SHA-256 over parts that cannot run into one another; an absent part differs from an empty one.</summary>
    public static string Of(params IEnumerable<string?> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(part is null ? [0] : [1]);
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(part ?? "")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Returns the key of a document: short, and the same for the same parts.</summary>
    public static string KeyOf(params IEnumerable<string?> parts) => Of(parts)[..KeyDigits];
}
