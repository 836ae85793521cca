using System.Numerics;
using System.Runtime.CompilerServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Collects the pieces of a vocabulary in any order and checks that they are one.</summary>
/// <param name="file">The path of the file that is read, for messages.</param>
/// <param name="key">The place in the file that the pieces are from, for messages.</param>
/// <param name="capacity">How many pieces to expect; a guess.</param>
internal sealed class PieceTableBuilder(string file, string key, int capacity)
{
    private char[] _text = new char[8 * capacity];
    private int _textLength;
    private int[] _starts = new int[capacity];
    private int[] _ids = new int[capacity];
    private int _count;

    /// <summary>Gets the number of pieces so far.</summary>
    public int Count => _count;

    /// <exception cref="InvalidDataException">The piece is empty or too long, the id is out of range, or there are too many.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs millions of times in a fresh process, before tiering would come to it
    public void Add(ReadOnlySpan<char> piece, int id)
    {
        if (piece.Length is 0 or > PieceTable.MaxPieceLength)
        {
            throw new InvalidDataException($"'{file}': {key} has a piece of {piece.Length} characters with id {id}; a piece has 1 to {PieceTable.MaxPieceLength}.");
        }

        if (_count == PieceTable.MaxCount)
        {
            throw new InvalidDataException($"'{file}': {key} has more than {PieceTable.MaxCount} pieces, which is more than this tokenizer can number.");
        }

        if (_count == _ids.Length)
        {
            Array.Resize(ref _ids, Math.Max(16, 2 * _count));
            Array.Resize(ref _starts, _ids.Length);
        }

        if (piece.Length > _text.Length - _textLength)
        {
            Array.Resize(ref _text, Math.Max(_textLength + piece.Length, 2 * _text.Length));
        }

        piece.CopyTo(_text.AsSpan(_textLength));
        _starts[_count] = _textLength;
        _ids[_count++] = id;
        _textLength += piece.Length;
    }

    /// <exception cref="InvalidDataException">Two pieces share a text or an id, or the ids are not 0 to count - 1.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs millions of times in a fresh process, before tiering would come to it
    public PieceTable Build()
    {
        var starts = new int[_count + 1]; // first the length of each id's piece, behind it
        for (var i = 0; i < _count; i++)
        {
            var id = _ids[i];
            var end = i + 1 < _count ? _starts[i + 1] : _textLength;
            if ((uint)id >= (uint)_count)
            {
                throw new InvalidDataException($"'{file}': {key} has id {id}, but the ids of {_count} pieces are 0 to {_count - 1}.");
            }

            if (starts[id + 1] != 0)
            {
                throw new InvalidDataException($"'{file}': {key} has id {id} twice; every piece needs an id of its own.");
            }

            starts[id + 1] = end - _starts[i];
        }

        for (var id = 0; id < _count; id++)
        {
            starts[id + 1] += starts[id];
        }

        var text = new char[_textLength];
        for (var i = 0; i < _count; i++)
        {
            var start = starts[_ids[i]];
            _text.AsSpan(_starts[i], starts[_ids[i] + 1] - start).CopyTo(text.AsSpan(start));
        }

        return new PieceTable(text, starts, Index(text, starts), _count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs millions of times in a fresh process, before tiering would come to it
    private uint[] Index(char[] text, int[] starts)
    {
        var slots = new uint[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, 2 * _count))];
        var shift = 64 - BitOperations.Log2((uint)slots.Length);
        for (var id = 0; id < _count; id++)
        {
            var piece = text.AsSpan(starts[id], starts[id + 1] - starts[id]);
            var hash = PieceHash.Finish(PieceHash.Of(piece));
            var i = (int)(hash >> shift);
            for (; slots[i] is not 0 and var slot; i = (i + 1) & (slots.Length - 1))
            {
                var other = PieceTable.IdOf(slot);
                if (PieceTable.MayBe(slot, hash) && piece.SequenceEqual(text.AsSpan(starts[other], starts[other + 1] - starts[other])))
                {
                    throw new InvalidDataException($"'{file}': {key} gives one piece the ids {other} and {id}; a piece may stand there once.");
                }
            }

            slots[i] = PieceTable.SlotOf(hash, id);
        }

        return slots;
    }
}
