namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Lists a tokenizer's vocabulary for implementations that find merges by the pieces alone, as SentencePiece does.</summary>
internal static class VocabularyList
{
    /// <summary>Returns every token, by id.</summary>
    /// <param name="pieces">All tokens by id.</param>
    /// <param name="merges">The merges.</param>
    /// <param name="fallback">What stands for characters that are no piece.</param>
    /// <param name="added">The ids of the added tokens.</param>
    /// <param name="specials">Those of them that are special.</param>
    public static VocabularyToken[] Of(PieceTable pieces, MergeTable merges, Fallback fallback, IEnumerable<int> added, IReadOnlySet<int> specials)
    {
        var kinds = new VocabularyTokenKind[pieces.Count];
        foreach (var id in added)
        {
            kinds[id] = specials.Contains(id) ? VocabularyTokenKind.Special : VocabularyTokenKind.Added;
        }

        foreach (var id in fallback.Pieces)
        {
            kinds[id] = id == fallback.Unknown ? VocabularyTokenKind.Unknown : VocabularyTokenKind.Byte;
        }

        var ranks = new int?[pieces.Count];
        for (var rank = 0; rank < merges.Count; rank++)
        {
            ranks[merges.ResultOf(rank)] ??= rank;
        }

        var tokens = new VocabularyToken[pieces.Count];
        for (var id = 0; id < tokens.Length; id++)
        {
            tokens[id] = new VocabularyToken(pieces[id].ToString(), kinds[id], ranks[id]);
        }

        return tokens;
    }

    /// <summary>
    /// Returns a piece that two others spell which do not merge, or <see langword="null"/>. Where there is one, whoever merges whatever
    /// gives a piece finds other tokens than this tokenizer.
    /// </summary>
    /// <param name="pieces">All tokens by id.</param>
    /// <param name="merges">The merges.</param>
    public static string? FindUnmerged(PieceTable pieces, MergeTable merges)
    {
        for (var id = 0; id < pieces.IndexedCount; id++)
        {
            var text = pieces[id];
            var hash = PieceHash.Seed;
            for (var middle = 1; middle < text.Length; middle++)
            {
                hash = PieceHash.Append(hash, text[middle - 1]);
                if (!char.IsLowSurrogate(text[middle])
                    && pieces.Find(text[..middle], hash) is >= 0 and var left
                    && pieces.Find(text[middle..]) is >= 0 and var right
                    && merges.RankOf(left, right) == MergeTable.None)
                {
                    return text.ToString();
                }
            }
        }

        return null;
    }
}
