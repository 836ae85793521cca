using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>CRC-32C, which processors have an instruction for: a checksum against damage, none against forgery.</summary>
internal static class Crc32C
{
    /// <summary>Returns the checksum of some bytes and what followed them.</summary>
    /// <param name="checksum">The checksum of what came before, or 0.</param>
    /// <param name="bytes">What follows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs over megabytes in a fresh process, before tiering would come to it
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var state = ~checksum;
        if (BitConverter.IsLittleEndian)
        {
            var words = MemoryMarshal.Cast<byte, ulong>(bytes);
            foreach (var word in words)
            {
                state = BitOperations.Crc32C(state, word);
            }

            bytes = bytes[(words.Length * sizeof(ulong))..];
        }

        foreach (var value in bytes)
        {
            state = BitOperations.Crc32C(state, value);
        }

        return ~state;
    }
}
