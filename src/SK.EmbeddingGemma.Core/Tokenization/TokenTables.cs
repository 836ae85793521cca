namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Everything that a tokenizer file says, in the form that encoding and decoding use. Immutable.</summary>
/// <param name="pieces">All tokens by id.</param>
/// <param name="encoder">Encodes what is no added token.</param>
internal sealed class TokenTables(PieceTable pieces, BytePairEncoder encoder)
{
    private HashSet<int>? _specials; // few ask for them; any thread finds the same

    /// <summary>Gets all tokens by id.</summary>
    public PieceTable Pieces => pieces;

    /// <summary>Gets the ids of the special tokens.</summary>
    public IReadOnlySet<int> Specials => _specials ??= FindSpecials();

    /// <summary>Gets what finds added tokens in text as given, if there are any.</summary>
    public required AddedTokenMatcher? InText { get; init; }

    /// <summary>Gets what finds added tokens in normalized text, if there are any.</summary>
    public required AddedTokenMatcher? InNormalizedText { get; init; }

    /// <summary>Gets the id in front of every text.</summary>
    public required int Bos { get; init; }

    /// <summary>Gets the id behind every text.</summary>
    public required int Eos { get; init; }

    /// <summary>Gets the id that fills up rows of a batch.</summary>
    public required int Pad { get; init; }

    /// <summary>Gets the id from which on added tokens are plain text in a text.</summary>
    public int Limit { get; private init; } = int.MaxValue;

    /// <summary>Reads tables that <see cref="WriteTo"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static TokenTables Read(CompiledFileReader file)
    {
        var pieces = PieceTable.Read(file);
        var tables = new TokenTables(pieces, BytePairEncoder.Read(file, pieces))
        {
            InText = AddedTokenMatcher.Read(file, normalizes: false),
            InNormalizedText = AddedTokenMatcher.Read(file, normalizes: true),
            Bos = file.TakeNumber(),
            Eos = file.TakeNumber(),
            Pad = file.TakeNumber(),
            Limit = file.TakeNumber(),
        };
        file.RequireEnd();
        return tables;
    }

    /// <summary>Writes all tables.</summary>
    public void WriteTo(CompiledFileWriter file)
    {
        pieces.WriteTo(file);
        encoder.WriteTo(file);
        AddedTokenMatcher.Write(file, InText);
        AddedTokenMatcher.Write(file, InNormalizedText);
        foreach (var number in (ReadOnlySpan<int>)[Bos, Eos, Pad, Limit])
        {
            file.Add(number);
        }

        GC.KeepAlive(this);
    }

    /// <summary>Returns tables that find no added token with an id of <paramref name="vocabularySize"/> or more: in a text it is plain text.</summary>
    public TokenTables LimitedTo(int vocabularySize) => new(pieces, encoder)
    {
        InText = InText,
        InNormalizedText = InNormalizedText,
        Bos = Bos,
        Eos = Eos,
        Pad = Pad,
        Limit = Math.Min(Limit, vocabularySize),
    };

    /// <inheritdoc cref="BytePairEncoder.FindUnmerged"/>
    public string? FindUnmerged()
    {
        var piece = encoder.FindUnmerged();
        GC.KeepAlive(this); // what the tables lie in
        return piece;
    }

    /// <summary>Returns every token, by id.</summary>
    public VocabularyToken[] ListVocabulary()
    {
        var tokens = encoder.ListVocabulary((InText?.Ids() ?? []).Concat(InNormalizedText?.Ids() ?? []), Specials);
        GC.KeepAlive(this); // what the tables lie in
        return tokens;
    }

    /// <summary>Encodes a text, without bos and eos.</summary>
    /// <param name="text">The text; unpaired surrogates are taken for U+FFFD.</param>
    /// <param name="matchSpecial">Whether special tokens in the text are matched.</param>
    /// <param name="normalize">Whether spaces become visible ones; if not they are characters like others.</param>
    /// <param name="sink">Takes the tokens.</param>
    public void Encode<TSink>(ReadOnlySpan<char> text, bool matchSpecial, bool normalize, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        EncodeInText(WellFormed.Text(text), matchSpecial, normalize, ref sink);
        GC.KeepAlive(this); // what the tables lie in
    }

    private void EncodeInText<TSink>(ReadOnlySpan<char> text, bool matchSpecial, bool normalize, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        var from = 0;
        if (InText is { } matcher)
        {
            while (matcher.TryFind(text, from, Limit, matchSpecial, out var match))
            {
                if (!EncodeNormalized(text[from..match.Start], from, matchSpecial, normalize, ref sink) || !sink.Add(match.Id, match.Start, match.End))
                {
                    return;
                }

                from = match.End;
            }
        }

        EncodeNormalized(text[from..], from, matchSpecial, normalize, ref sink);
    }

    private bool EncodeNormalized<TSink>(ReadOnlySpan<char> text, int offset, bool matchSpecial, bool normalize, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        var from = 0;
        if (InNormalizedText is { } matcher && normalize)
        {
            while (matcher.TryFind(text, from, Limit, matchSpecial, out var match))
            {
                if (!EncodePlain(text[from..match.Start], offset + from, normalize, ref sink) || !sink.Add(match.Id, offset + match.Start, offset + match.End))
                {
                    return false;
                }

                from = match.End;
            }
        }

        return EncodePlain(text[from..], offset + from, normalize, ref sink);
    }

    private bool EncodePlain<TSink>(ReadOnlySpan<char> text, int offset, bool normalize, ref TSink sink)
        where TSink : struct, ITokenSink =>
        normalize ? encoder.Encode(text, offset, ref sink) : encoder.EncodeUnnormalized(text, offset, ref sink);

    private HashSet<int> FindSpecials()
    {
        var specials = new HashSet<int>();
        specials.UnionWith(InText?.Specials() ?? []);
        specials.UnionWith(InNormalizedText?.Specials() ?? []);
        specials.RemoveWhere(id => id >= Limit);
        return specials;
    }
}
