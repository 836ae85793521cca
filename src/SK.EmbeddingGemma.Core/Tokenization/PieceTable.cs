using System.Numerics;
using System.Runtime.CompilerServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>
/// The vocabulary: text by id, and id by text for the pieces that byte-pair encoding may use. All text lies in one array and the
/// index is open-addressed, which takes about 24 bytes a piece. Immutable.
/// </summary>
internal sealed class PieceTable
{
    /// <summary>Pieces must fit into 21 bits, so that a pair of them and a rank fit into one word of <see cref="MergeTable"/>.</summary>
    public const int MaxCount = (1 << IdBits) - 1;

    /// <summary>The longest piece, in UTF-16 units.</summary>
    public const int MaxPieceLength = ushort.MaxValue;

    private const int IdBits = 21;
    private const uint IdMask = MaxCount;

    private readonly Numbers<char> _text; // in the order of ids
    private readonly Numbers<int> _starts; // by id, and where the last one ends
    private readonly Numbers<uint> _slots; // bits 21 to 31 of the hash, and id + 1; 0 is free
    private readonly int _shift;

    /// <param name="text">The text of all pieces, in the order of their ids.</param>
    /// <param name="starts">Where the text of each id starts, and where the last one ends.</param>
    /// <param name="slots">The index of the first ids, with a power of two slots of which at least one is free.</param>
    /// <param name="indexedCount">The number of ids that the index has.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs over all pieces in a fresh process, before tiering would come to it
    public PieceTable(Numbers<char> text, Numbers<int> starts, Numbers<uint> slots, int indexedCount)
    {
        (_text, _starts, _slots, IndexedCount) = (text, starts, slots, indexedCount);
        _shift = 64 - BitOperations.Log2((uint)slots.Length);
        for (var id = 0; id < Count; id++)
        {
            LongestPiece = Math.Max(LongestPiece, LengthOf(id));
        }
    }

    /// <summary>Gets the number of ids.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>Gets the number of ids, from 0 on, that are found by their text and that text without added tokens can have.</summary>
    public int IndexedCount { get; }

    /// <summary>Gets the length of the longest piece, in UTF-16 units.</summary>
    public int LongestPiece { get; }

    /// <summary>Gets a piece's text.</summary>
    public ReadOnlySpan<char> this[int id] => _text.Span.Slice(_starts.Span[id], LengthOf(id));

    /// <summary>Returns the length of a piece, in UTF-16 units.</summary>
    public int LengthOf(int id)
    {
        var starts = _starts.Span;
        return starts[id + 1] - starts[id];
    }

    /// <summary>Reads a table that <see cref="WriteTo"/> wrote.</summary>
    public static PieceTable Read(CompiledFileReader file) => new(file.Take<char>(), file.Take<int>(), file.Take<uint>(), file.TakeNumber());

    /// <summary>Writes the table.</summary>
    public void WriteTo(CompiledFileWriter file)
    {
        file.Add(_text.Span);
        file.Add(_starts.Span);
        file.Add(_slots.Span);
        file.Add(IndexedCount);
    }

    /// <summary>Returns what stands in a slot of the index.</summary>
    /// <param name="finished">The finished <see cref="PieceHash"/> of the piece.</param>
    /// <param name="id">The id of the piece.</param>
    public static uint SlotOf(ulong finished, int id) => ((uint)finished & ~IdMask) | (uint)(id + 1);

    /// <summary>Returns whether a slot may be that of a piece.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayBe(uint slot, ulong finished) => (slot ^ (uint)finished) >> IdBits == 0;

    /// <summary>Returns the id in a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int IdOf(uint slot) => (int)(slot & IdMask) - 1;

    /// <summary>Returns the id of a piece, or -1.</summary>
    public int Find(ReadOnlySpan<char> piece) => Find(piece, PieceHash.Of(piece));

    /// <summary>Returns the id of a piece, or -1.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="hash">Its unfinished <see cref="PieceHash"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs millions of times in a fresh process, before tiering would come to it
    public int Find(ReadOnlySpan<char> piece, ulong hash)
    {
        var finished = PieceHash.Finish(hash);
        var slots = _slots.Span;
        for (var i = (int)(finished >> _shift); slots[i] is not 0 and var slot; i = (i + 1) & (slots.Length - 1))
        {
            if (MayBe(slot, finished) && this[IdOf(slot)].SequenceEqual(piece))
            {
                return IdOf(slot);
            }
        }

        return -1;
    }

    /// <summary>Returns the id of the piece that a stretch of text becomes with its spaces made visible, or -1.</summary>
    /// <param name="text">The text as it was given.</param>
    /// <param name="hash">The unfinished <see cref="PieceHash"/> of the normalized text.</param>
    public int FindNormalized(ReadOnlySpan<char> text, ulong hash)
    {
        var finished = PieceHash.Finish(hash);
        var slots = _slots.Span;
        for (var i = (int)(finished >> _shift); slots[i] is not 0 and var slot; i = (i + 1) & (slots.Length - 1))
        {
            if (MayBe(slot, finished) && IsNormalized(text, this[IdOf(slot)]))
            {
                return IdOf(slot);
            }
        }

        return -1;
    }

    /// <summary>Returns this table with further texts behind its last id. They are not found by <see cref="Find(ReadOnlySpan{char})"/>.</summary>
    public PieceTable Append(IReadOnlyList<string> pieces)
    {
        if (pieces.Count == 0)
        {
            return this;
        }

        var starts = new int[_starts.Length + pieces.Count];
        _starts.Span.CopyTo(starts);
        for (var i = 0; i < pieces.Count; i++)
        {
            starts[_starts.Length + i] = starts[_starts.Length + i - 1] + pieces[i].Length;
        }

        return new PieceTable((char[])[.. _text.Span, .. string.Concat(pieces)], starts, _slots, IndexedCount);
    }

    private static bool IsNormalized(ReadOnlySpan<char> text, ReadOnlySpan<char> piece)
    {
        if (text.Length != piece.Length)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (Space.Fold(text[i]) != piece[i])
            {
                return false;
            }
        }

        return true;
    }
}
