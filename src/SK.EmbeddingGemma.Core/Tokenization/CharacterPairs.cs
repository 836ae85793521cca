using System.Runtime.CompilerServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>
/// The pairs of UTF-16 units that meet in the middle of some merge. Where two neighbours are no such pair no merge reaches across, so
/// the text may be cut there. Pairs of ASCII characters are exact; for others a pair may wrongly be said to be there, which only makes
/// a cut be missed.
/// </summary>
internal sealed class CharacterPairs
{
    private const int Ascii = 128;
    private const int HashBits = 20; // 34,000 pairs of the 300M model's vocabulary set 3% of them

    private readonly ulong[] _ascii;
    private readonly ulong[] _others;

    public CharacterPairs()
        : this(new ulong[Ascii * Ascii / 64], new ulong[(1 << HashBits) / 64])
    {
    }

    private CharacterPairs(ulong[] ascii, ulong[] others) => (_ascii, _others) = (ascii, others);

    /// <summary>Reads pairs that <see cref="WriteTo"/> wrote.</summary>
    public static CharacterPairs Read(CompiledFileReader file) => new(file.TakeCopy<ulong>(), file.TakeCopy<ulong>());

    /// <summary>Writes the pairs.</summary>
    public void WriteTo(CompiledFileWriter file)
    {
        file.Add<ulong>(_ascii);
        file.Add<ulong>(_others);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs millions of times in a fresh process, before tiering would come to it
    public void Add(char left, char right)
    {
        if (left == Space.Visible || right == Space.Visible)
        {
            // Both spellings of the space are asked for; the visible one never as ASCII.
            Set(left == Space.Visible ? ' ' : left, right == Space.Visible ? ' ' : right);
        }

        Set(left, right);
    }

    /// <summary>Returns whether a merge may reach across two neighbours, in text that is well-formed and may hold spaces of either kind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayMerge(char left, char right)
    {
        if ((left | right) < Ascii)
        {
            var pair = (left << 7) | right;
            return ((_ascii[pair >> 6] >> pair) & 1) != 0;
        }

        return MayMergeBeyondAscii(left, right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Hash(char left, char right) =>
        (int)((((uint)Space.Fold(left) << 16) | Space.Fold(right)) * 0x9E37_79B9_7F4A_7C15UL >> (64 - HashBits));

    private bool MayMergeBeyondAscii(char left, char right)
    {
        var hash = Hash(left, right);
        return ((_others[hash >> 6] >> hash) & 1) != 0 || char.IsLowSurrogate(right); // one character is never cut in two
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Set(char left, char right)
    {
        if ((left | right) < Ascii)
        {
            var pair = (left << 7) | right;
            _ascii[pair >> 6] |= 1UL << pair;
        }

        var hash = Hash(left, right);
        _others[hash >> 6] |= 1UL << hash;
    }
}
