using System.Runtime.CompilerServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>
/// The file format of compiled tokenizers: a signature and <see cref="Version"/>, then arrays of numbers as they lie in memory, each
/// behind the size of a number and the count of them and filled up to 8 bytes, then a CRC-32C of all that. Little-endian.
/// </summary>
internal static class CompiledFile
{
    /// <summary>To be raised whenever what lies in the arrays changes, or how it is looked up.</summary>
    public const int Version = 1;

    /// <summary>The length of signature and version together, and of the two numbers in front of an array; every array starts at a multiple of it.</summary>
    public const int Alignment = 8;

    /// <summary>The length of the checksum at the end, in bytes.</summary>
    public const int ChecksumLength = 4;

    /// <summary>Gets what every file starts with, the version behind it.</summary>
    public static ReadOnlySpan<byte> Signature => "EGTK"u8;

    /// <exception cref="PlatformNotSupportedException">The processor is big-endian.</exception>
    public static void RequireLittleEndian()
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Compiled tokenizers are little-endian, and this processor is not: use the tokenizer.json.");
        }
    }

    /// <summary>Returns where what follows some bytes starts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Align(long at) => (at + Alignment - 1) & -Alignment;
}
