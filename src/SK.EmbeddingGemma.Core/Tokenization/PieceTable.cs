using System.Numerics;
using System.Runtime.CompilerServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>
/// The vocabulary: text by id, and id by text for the pieces that byte-pair encoding may use. All text lies in one array and the
/// index is open-addressed, which takes about 40 bytes a piece. Immutable.
/// </summary>
internal sealed class PieceTable
{
    /// <summary>Pieces must fit into 21 bits, so that a pair of them and a rank fit into one word of <see cref="MergeTable"/>.</summary>
    public const int MaxCount = (1 << 21) - 1;

    /// <summary>The longest piece, in UTF-16 units.</summary>
    public const int MaxPieceLength = ushort.MaxValue;

    private readonly char[] _text;
    private readonly PieceSpan[] _spans; // by id
    private readonly ulong[] _slots; // lower half of the hash << 32 | id + 1; 0 is free
    private readonly int _shift;

    /// <summary>Takes the arrays over.</summary>
    /// <param name="text">The text of all pieces.</param>
    /// <param name="spans">Where the text of each id lies.</param>
    /// <param name="slots">The index, with a power of two slots of which at least one is free.</param>
    public PieceTable(char[] text, PieceSpan[] spans, ulong[] slots)
    {
        _text = text;
        _spans = spans;
        _slots = slots;
        _shift = 64 - BitOperations.Log2((uint)slots.Length);
        foreach (var span in spans)
        {
            LongestPiece = Math.Max(LongestPiece, span.Length);
        }
    }

    /// <summary>Gets the number of ids.</summary>
    public int Count => _spans.Length;

    /// <summary>Gets the length of the longest piece, in UTF-16 units.</summary>
    public int LongestPiece { get; }

    /// <summary>Gets a piece's text.</summary>
    public ReadOnlySpan<char> this[int id]
    {
        get
        {
            var span = _spans[id];
            return _text.AsSpan(span.Start, span.Length);
        }
    }

    /// <summary>Returns the length of a piece, in UTF-16 units.</summary>
    public int LengthOf(int id) => _spans[id].Length;

    /// <summary>Returns the id of a piece, or -1.</summary>
    public int Find(ReadOnlySpan<char> piece) => Find(piece, PieceHash.Of(piece));

    /// <summary>Returns the id of a piece, or -1.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="hash">Its unfinished <see cref="PieceHash"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs millions of times in a fresh process, before tiering would come to it
    public int Find(ReadOnlySpan<char> piece, ulong hash)
    {
        var finished = PieceHash.Finish(hash);
        for (var i = (int)(finished >> _shift); _slots[i] is not 0 and var slot; i = (i + 1) & (_slots.Length - 1))
        {
            if ((uint)(slot >> 32) == (uint)finished && this[(int)(uint)slot - 1].SequenceEqual(piece))
            {
                return (int)(uint)slot - 1;
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
        var slots = _slots;
        for (var i = (int)(finished >> _shift); slots[i] is not 0 and var slot; i = (i + 1) & (slots.Length - 1))
        {
            if ((uint)(slot >> 32) == (uint)finished && IsNormalized(text, this[(int)(uint)slot - 1]))
            {
                return (int)(uint)slot - 1;
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

        var spans = new List<PieceSpan>(_spans);
        var end = _text.Length;
        foreach (var piece in pieces)
        {
            spans.Add(new PieceSpan(end, piece.Length));
            end += piece.Length;
        }

        return new PieceTable([.. _text, .. string.Concat(pieces)], [.. spans], _slots);
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
