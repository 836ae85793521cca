using System.Runtime.CompilerServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>The hash of a piece's text, computed one UTF-16 unit at a time so that a scan over the text yields it for free.</summary>
internal static class PieceHash
{
    public const ulong Seed = 0x51_7C_C1_B7_27_22_0A_95;

    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15; // 2^64 divided by the golden ratio, odd

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Append(ulong hash, char unit) => (hash ^ unit) * Multiplier;

    /// <summary>Spreads a finished hash over all 64 bits: the upper ones index a table, the lower ones tell entries apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Finish(ulong hash) => (hash ^ (hash >> 32)) * Multiplier;

    public static ulong Of(ReadOnlySpan<char> piece) => Append(Seed, piece);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs millions of times in a fresh process, before tiering would come to it
    public static ulong Append(ulong hash, ReadOnlySpan<char> piece)
    {
        foreach (var unit in piece)
        {
            hash = Append(hash, unit);
        }

        return hash;
    }
}
