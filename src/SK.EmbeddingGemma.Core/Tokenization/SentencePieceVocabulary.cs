using System.Runtime.CompilerServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>
/// Makes a tokenizer of pieces with scores, as SentencePiece has them. Merges are not written down there: every piece may come from
/// every two pieces that spell it, and the order is that of the reference's conversion, by score and then from the longest left side
/// down. Control and unknown pieces become special added tokens, user-defined ones added tokens.
/// </summary>
/// <param name="file">The path of the file, for messages.</param>
/// <param name="key">The place in the file that the pieces are from, for messages.</param>
internal sealed class SentencePieceVocabulary(string file, string key)
{
    private readonly List<(string Text, float Score, SentencePieceKind Kind)> _pieces = [];

    /// <summary>Adds the piece with the next id.</summary>
    /// <exception cref="InvalidDataException">There is no such kind, or the score is no number.</exception>
    public void Add(string text, float score, SentencePieceKind kind)
    {
        if (kind is < SentencePieceKind.Normal or > SentencePieceKind.Byte || float.IsNaN(score))
        {
            throw new InvalidDataException($"'{file}': {key}[{_pieces.Count}] has type {(int)kind} and score {score}; types are 1 to 6, and a score is a number.");
        }

        _pieces.Add((text, score, kind));
    }

    /// <exception cref="InvalidDataException">The pieces are not those of an EmbeddingGemma model.</exception>
    public TokenTables Build()
    {
        var builder = new PieceTableBuilder(file, key, _pieces.Count);
        for (var id = 0; id < _pieces.Count; id++)
        {
            builder.Add(_pieces[id].Text, id);
        }

        var pieces = builder.Build();
        var unknown = _pieces.FindIndex(piece => piece.Kind == SentencePieceKind.Unknown);
        var fallback = new Fallback(pieces, usesBytes: true, unknown, fuses: true);
        if (unknown < 0 && !fallback.IsComplete)
        {
            throw new InvalidDataException($"'{file}': {key} has no unknown piece, so there is nothing for characters outside the vocabulary.");
        }

        return new TokenTablesBuilder(file, key) { Pieces = pieces, Merges = FindMerges(pieces), Fallback = fallback, Added = FindAdded() }.Build();
    }

    private List<AddedToken> FindAdded()
    {
        var added = new List<AddedToken>();
        for (var id = 0; id < _pieces.Count; id++)
        {
            if (_pieces[id].Kind is SentencePieceKind.Control or SentencePieceKind.Unknown or SentencePieceKind.UserDefined)
            {
                added.Add(new AddedToken(id, _pieces[id].Text, IsSpecial: _pieces[id].Kind != SentencePieceKind.UserDefined, IsNormalized: false));
            }
        }

        return added;
    }

    private MergeTableBuilder FindMerges(PieceTable pieces)
    {
        var found = new List<SentencePieceMerge>(2 * pieces.Count);
        for (var id = 0; id < pieces.Count; id++)
        {
            FindMerges(pieces, id, found);
        }

        found.Sort(SentencePieceMerge.Compare);
        if (found.Count > MergeTable.MaxCount)
        {
            throw new InvalidDataException($"'{file}': pieces spell each other in {found.Count} ways; this tokenizer can rank {MergeTable.MaxCount}.");
        }

        var builder = new MergeTableBuilder(pieces);
        foreach (var merge in found)
        {
            builder.Add(merge.Left, merge.Right, merge.Result);
        }

        return builder;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs millions of times in a fresh process, before tiering would come to it
    private void FindMerges(PieceTable pieces, int result, List<SentencePieceMerge> found)
    {
        var text = pieces[result];
        var hash = PieceHash.Seed;
        var leftCharacters = 0;
        for (var middle = 1; middle < text.Length; middle++)
        {
            hash = PieceHash.Append(hash, text[middle - 1]);
            if (char.IsLowSurrogate(text[middle]))
            {
                continue;
            }

            leftCharacters++;
            if (pieces.Find(text[..middle], hash) is >= 0 and var left && pieces.Find(text[middle..]) is >= 0 and var right)
            {
                found.Add(new SentencePieceMerge(_pieces[result].Score, leftCharacters, RightCharacters(text[middle..]), result, left, right));
            }
        }

        static int RightCharacters(ReadOnlySpan<char> right)
        {
            var count = 0;
            foreach (var unit in right)
            {
                count += char.IsLowSurrogate(unit) ? 0 : 1;
            }

            return count;
        }
    }
}
