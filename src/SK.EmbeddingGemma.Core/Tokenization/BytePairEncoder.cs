using System.Buffers;
using System.Runtime.CompilerServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>
/// Byte-pair encoding with byte fallback. The text is cut wherever no merge reaches across, which changes nothing and leaves runs of
/// about a word; a run that is itself a piece, and that merging its characters is known to end in, is that piece.
/// </summary>
internal sealed class BytePairEncoder
{
    private readonly PieceTable _pieces;
    private readonly MergeTable _merges;
    private readonly Merger _merger;
    private readonly CharacterPairs _boundaries;
    private readonly Fallback _fallback;
    private readonly int[] _single = new int[char.MaxValue + 1]; // the piece of a single unit, or -1

    // By id: whether encoding the piece's own text gives the piece. Found when first asked for (all of them would take a fifth of the
    // time to load); any thread finds the same, so a race only repeats the work.
    private readonly Wholeness[] _wholeness;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs millions of times in a fresh process, before tiering would come to it
    public BytePairEncoder(PieceTable pieces, MergeTable merges, CharacterPairs boundaries, Fallback fallback)
    {
        (_pieces, _merges, _merger, _boundaries, _fallback) = (pieces, merges, new Merger(merges), boundaries, fallback);
        _wholeness = new Wholeness[pieces.IndexedCount];
        Array.Fill(_single, -1);
        for (var id = 0; id < pieces.IndexedCount; id++)
        {
            if (pieces.LengthOf(id) == 1)
            {
                _single[pieces[id][0]] = id;
            }
        }
    }

    /// <summary>Reads an encoder that <see cref="WriteTo"/> wrote.</summary>
    public static BytePairEncoder Read(CompiledFileReader file, PieceTable pieces) => new(pieces, MergeTable.Read(file), CharacterPairs.Read(file), Fallback.Read(file));

    /// <summary>Writes the encoder, but for the pieces.</summary>
    public void WriteTo(CompiledFileWriter file)
    {
        _merges.WriteTo(file);
        _boundaries.WriteTo(file);
        _fallback.WriteTo(file);
    }

    private enum Wholeness : byte
    {
        Unexamined,
        Whole,
        Broken,
    }

    /// <summary>Returns a piece that two others spell which do not merge, or <see langword="null"/>.</summary>
    public string? FindUnmerged() => VocabularyList.FindUnmerged(_pieces, _merges);

    /// <summary>Returns every token, by id.</summary>
    /// <param name="added">The ids of the added tokens.</param>
    /// <param name="specials">Those of them that are special.</param>
    public VocabularyToken[] ListVocabulary(IEnumerable<int> added, IReadOnlySet<int> specials) => VocabularyList.Of(_pieces, _merges, _fallback, added, specials);

    /// <summary>Encodes a text without added tokens.</summary>
    /// <param name="text">The text; well-formed UTF-16. Its spaces are taken for visible ones.</param>
    /// <param name="offset">Where the text starts, for the ranges that the sink is given.</param>
    /// <param name="sink">Takes the tokens.</param>
    /// <returns><see langword="false"/> when the sink wants no more.</returns>
    public bool Encode<TSink>(ReadOnlySpan<char> text, int offset, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        var unknown = default(UnknownText);
        var boundaries = _boundaries;
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            var unit = text[i++];
            var hash = PieceHash.Append(PieceHash.Seed, Space.Fold(unit));
            while (i < text.Length && boundaries.MayMerge(unit, text[i]))
            {
                unit = text[i++];
                hash = PieceHash.Append(hash, Space.Fold(unit));
            }

            var run = text[start..i];
            var id = run.Length == 1 ? _single[Space.Fold(unit)] : FindWhole(run, hash);
            if (!(id >= 0
                ? _fallback.Flush(ref unknown, ref sink) && sink.Add(id, offset + start, offset + i)
                : EncodeRun(run, offset + start, ref unknown, ref sink)))
            {
                return false;
            }
        }

        return _fallback.Flush(ref unknown, ref sink);
    }

    /// <summary>As <see cref="Encode"/>, but a space is a character of its own, which no merge reaches across.</summary>
    public bool EncodeUnnormalized<TSink>(ReadOnlySpan<char> text, int offset, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        var unknown = default(UnknownText);
        while (text.IndexOf(' ') is >= 0 and var space)
        {
            var id = _single[' '];
            var at = offset + space;
            if (!Encode(text[..space], offset, ref sink)
                || !(id >= 0 ? sink.Add(id, at, at + 1) : _fallback.Add(" ", at, ref unknown, ref sink))
                || !_fallback.Flush(ref unknown, ref sink))
            {
                return false;
            }

            text = text[(space + 1)..];
            offset = at + 1;
        }

        return Encode(text, offset, ref sink);
    }

    private int FindWhole(ReadOnlySpan<char> run, ulong hash)
    {
        if (run.Length > _pieces.LongestPiece)
        {
            return -1;
        }

        var id = _pieces.FindNormalized(run, hash);
        if (id < 0)
        {
            return -1;
        }

        if (_wholeness[id] == Wholeness.Unexamined)
        {
            _wholeness[id] = IsWhole(run) ? Wholeness.Whole : Wholeness.Broken;
        }

        return _wholeness[id] == Wholeness.Whole ? id : -1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsWhole(ReadOnlySpan<char> piece)
    {
        var counter = new CountSink(2);
        var unknown = default(UnknownText);
        return EncodeRun(piece, 0, ref unknown, ref counter) && counter.Count == 1 && !unknown.IsPending;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool EncodeRun<TSink>(ReadOnlySpan<char> run, int offset, ref UnknownText unknown, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        int[]? rented = null;
        var ids = run.Length <= Merger.ShortLength ? stackalloc int[Merger.ShortLength] : (rented = ArrayPool<int>.Shared.Rent(run.Length));
        var wanted = true;
        while (wanted && run.Length > 0)
        {
            var count = TakeKnown(run, ids, out var length);
            if (count > 0)
            {
                wanted = _fallback.Flush(ref unknown, ref sink) && EncodeKnown(ids[..count], offset, ref sink);
            }
            else
            {
                // The text is well-formed: a rune is one or two units.
                length = char.IsHighSurrogate(run[0]) ? 2 : 1;
                wanted = _fallback.Add(run[..length], offset, ref unknown, ref sink);
            }

            run = run[length..];
            offset += length;
        }

        if (rented is not null)
        {
            ArrayPool<int>.Shared.Return(rented);
        }

        return wanted;
    }

    /// <summary>Fills in the pieces of single characters, up to the first that is none.</summary>
    private int TakeKnown(ReadOnlySpan<char> run, Span<int> ids, out int length)
    {
        var count = 0;
        for (length = 0; length < run.Length;)
        {
            var isPair = char.IsHighSurrogate(run[length]);
            var id = isPair ? _pieces.Find(run.Slice(length, 2)) : _single[Space.Fold(run[length])];
            if (id < 0)
            {
                break;
            }

            ids[count++] = id;
            length += isPair ? 2 : 1;
        }

        return count;
    }

    private bool EncodeKnown<TSink>(Span<int> ids, int offset, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        var count = ids.Length <= Merger.ShortLength ? _merger.MergeShort(ids) : _merger.MergeLong(ids);
        foreach (var id in ids[..count])
        {
            var end = offset + _pieces.LengthOf(id);
            if (!sink.Add(id, offset, end))
            {
                return false;
            }

            offset = end;
        }

        return true;
    }
}
