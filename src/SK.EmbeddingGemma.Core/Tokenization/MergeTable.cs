using System.Numerics;
using System.Runtime.CompilerServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>
/// The merges: for a pair of neighbouring pieces its rank (the lowest goes first) and the piece it becomes. Half a
/// word a slot, at most half full, and a word a merge. Immutable.
/// </summary>
internal sealed class MergeTable
{
    /// <summary>The rank of a pair that does not merge.</summary>
    public const int None = int.MaxValue;

    /// <summary>Ranks must fit into 21 bits of a slot.</summary>
    public const int MaxCount = (1 << IdBits) - 1;

    private const int IdBits = 21;
    private const uint IdMask = (1 << IdBits) - 1;
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    private readonly Numbers<uint> _slots; // bits 21 to 31 of the hash, and rank + 1; 0 is free
    private readonly Numbers<ulong> _merges; // by rank: left << 42 | right << 21 | result
    private readonly int _shift;

    /// <summary>Builds the table from pairs in the order of their ranks; a pair listed twice has its later rank.</summary>
    /// <param name="pairs">Pairs as <see cref="Key"/> packs them.</param>
    /// <param name="results">The piece that each pair becomes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs millions of times in a fresh process, before tiering would come to it
    public MergeTable(ReadOnlySpan<ulong> pairs, ReadOnlySpan<int> results)
    {
        var merges = new ulong[pairs.Length];
        var slots = new uint[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, 2 * pairs.Length))];
        (_merges, _slots, _shift) = (merges, slots, ShiftFor(slots.Length));
        for (var rank = 0; rank < pairs.Length; rank++)
        {
            merges[rank] = (pairs[rank] << IdBits) | (uint)results[rank];
            var hash = pairs[rank] * Multiplier;
            var i = (int)(hash >> _shift);
            while (slots[i] != 0 && merges[RankIn(slots[i])] >> IdBits != pairs[rank])
            {
                i = (i + 1) & (slots.Length - 1);
            }

            slots[i] = ((uint)hash & ~IdMask) | (uint)(rank + 1);
        }
    }

    private MergeTable(Numbers<uint> slots, Numbers<ulong> merges) => (_slots, _merges, _shift) = (slots, merges, ShiftFor(slots.Length));

    /// <summary>Gets the number of ranks.</summary>
    public int Count => _merges.Length;

    /// <summary>Reads a table that <see cref="WriteTo"/> wrote.</summary>
    public static MergeTable Read(CompiledFileReader file) => new(file.Take<uint>(), file.Take<ulong>());

    /// <summary>Writes the table.</summary>
    public void WriteTo(CompiledFileWriter file)
    {
        file.Add(_slots.Span);
        file.Add(_merges.Span);
    }

    /// <summary>Packs a pair of ids.</summary>
    public static ulong Key(int left, int right) => ((ulong)(uint)left << IdBits) | (uint)right;

    /// <summary>Unpacks a pair of ids.</summary>
    public static (int Left, int Right) Split(ulong key) => ((int)(key >> IdBits), (int)(key & IdMask));

    /// <summary>Returns the rank of a pair, or <see cref="None"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int RankOf(int left, int right)
    {
        var key = Key(left, right);
        var hash = key * Multiplier;
        var slots = _slots.Span;
        for (var i = (int)(hash >> _shift); slots[i] is not 0 and var slot; i = (i + 1) & (slots.Length - 1))
        {
            if ((slot ^ (uint)hash) >> IdBits == 0 && _merges.Span[RankIn(slot)] >> IdBits == key)
            {
                return RankIn(slot);
            }
        }

        return None;
    }

    /// <summary>Returns the piece that the pair of a rank becomes.</summary>
    public int ResultOf(int rank) => (int)(_merges.Span[rank] & IdMask);

    private static int RankIn(uint slot) => (int)(slot & IdMask) - 1;

    private static int ShiftFor(int slots) => 64 - BitOperations.Log2((uint)slots);
}
