namespace SK.EmbeddingGemma.Tokenization;

/// <summary>What a tokenizer file was found to hold, to be checked as a whole and made into <see cref="TokenTables"/>.</summary>
/// <param name="file">The path of the file, for messages.</param>
/// <param name="addedKey">The place in the file that added tokens are from, for messages.</param>
internal sealed class TokenTablesBuilder(string file, string addedKey)
{
    /// <summary>Gets the pieces that the model is made of.</summary>
    public required PieceTable Pieces { get; init; }

    /// <summary>Gets the merges between them.</summary>
    public required MergeTableBuilder Merges { get; init; }

    /// <summary>Gets what stands for characters that are no piece.</summary>
    public required Fallback Fallback { get; init; }

    /// <summary>Gets the added tokens; an id of those that are no piece follows the last piece's.</summary>
    public required IReadOnlyList<AddedToken> Added { get; init; }

    /// <exception cref="InvalidDataException">The parts do not fit together.</exception>
    public TokenTables Build()
    {
        var further = new List<string>();
        var contents = new HashSet<(string, bool)>();
        foreach (var token in Added)
        {
            // In normalized text two contents may be the same.
            if (!contents.Add((token.IsNormalized ? token.Content.Replace(' ', Space.Visible) : token.Content, token.IsNormalized)))
            {
                throw Error($"lists one text for two tokens, the second with id {token.Id}; a text can stand there once");
            }

            var id = Pieces.Find(token.Content);
            if (id < 0)
            {
                id = Pieces.Count + further.Count;
                further.Add(token.Content);
            }

            if (id != token.Id)
            {
                throw Error($"gives id {token.Id} to a token whose id is {id}: the vocabulary's own, or the next that is free");
            }
        }

        if (Merges.JoinsAny(Fallback.Pieces))
        {
            throw new InvalidDataException($"'{file}': a merge joins a byte piece or the unknown token, which this tokenizer does not do.");
        }

        var all = Pieces.Append(further);
        var encoder = new BytePairEncoder(all, Merges.Build(), Merges.Boundaries, Fallback);
        var eos = Require("<eos>");
        var pad = IdOf("<pad>");
        return new TokenTables(all, encoder)
        {
            InText = new AddedTokenMatcherBuilder(normalizes: false).Build(Added),
            InNormalizedText = new AddedTokenMatcherBuilder(normalizes: true).Build(Added),
            Bos = Require("<bos>"),
            Eos = eos,
            Pad = pad < 0 ? eos : pad,
        };
    }

    private int Require(string token) => IdOf(token) is >= 0 and var id
        ? id
        : throw new InvalidDataException($"'{file}' has no token {token}, which every text for an EmbeddingGemma model needs: this is another model's tokenizer.");

    private int IdOf(string token) => Pieces.Find(token) is >= 0 and var id ? id : Added.FirstOrDefault(added => string.Equals(added.Content, token, StringComparison.Ordinal))?.Id ?? -1;

    private InvalidDataException Error(string fault) => new($"'{file}': {addedKey} {fault}.");
}
