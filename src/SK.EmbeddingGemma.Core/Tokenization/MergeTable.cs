using System.Numerics;
using System.Runtime.CompilerServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>
/// The merges: for a pair of neighbouring pieces its rank (the lowest goes first) and the piece it becomes. One word a slot, at most
/// half full. Immutable.
/// </summary>
internal sealed class MergeTable
{
    /// <summary>The rank of a pair that does not merge.</summary>
    public const int None = int.MaxValue;

    /// <summary>Ranks must fit into 21 bits beside the two ids.</summary>
    public const int MaxCount = (1 << 21) - 1;

    private const int IdBits = 21;
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    private readonly ulong[] _slots; // left << 42 | right << 21 | rank + 1; 0 is free
    private readonly int[] _results; // by rank
    private readonly int _shift;

    /// <summary>Builds the table from pairs in the order of their ranks; a pair listed twice has its later rank.</summary>
    /// <param name="pairs">Pairs as <see cref="Key"/> packs them.</param>
    /// <param name="results">The piece that each pair becomes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs millions of times in a fresh process, before tiering would come to it
    public MergeTable(ReadOnlySpan<ulong> pairs, ReadOnlySpan<int> results)
    {
        _results = results.ToArray();
        _slots = new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, 2 * pairs.Length))];
        _shift = 64 - BitOperations.Log2((uint)_slots.Length);
        for (var rank = 0; rank < pairs.Length; rank++)
        {
            var key = pairs[rank];
            var i = Home(key);
            while (_slots[i] != 0 && _slots[i] >> IdBits != key)
            {
                i = (i + 1) & (_slots.Length - 1);
            }

            _slots[i] = (key << IdBits) | (uint)(rank + 1);
        }
    }

    /// <summary>Gets the number of ranks.</summary>
    public int Count => _results.Length;

    /// <summary>Packs a pair of ids.</summary>
    public static ulong Key(int left, int right) => ((ulong)(uint)left << IdBits) | (uint)right;

    /// <summary>Unpacks a pair of ids.</summary>
    public static (int Left, int Right) Split(ulong key) => ((int)(key >> IdBits), (int)(key & ((1 << IdBits) - 1)));

    /// <summary>Returns the rank of a pair, or <see cref="None"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int RankOf(int left, int right)
    {
        var key = Key(left, right);
        var slots = _slots;
        for (var i = Home(key); slots[i] is not 0 and var slot; i = (i + 1) & (slots.Length - 1))
        {
            if (slot >> IdBits == key)
            {
                return (int)(slot & ((1 << IdBits) - 1)) - 1;
            }
        }

        return None;
    }

    /// <summary>Returns the piece that the pair of a rank becomes.</summary>
    public int ResultOf(int rank) => _results[rank];

    private int Home(ulong key) => (int)((key * Multiplier) >> _shift);
}
