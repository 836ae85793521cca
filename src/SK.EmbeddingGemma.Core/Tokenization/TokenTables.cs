using System.Collections.Frozen;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Everything that a tokenizer file says, in the form that encoding and decoding use. Immutable.</summary>
internal sealed class TokenTables
{
    private readonly BytePairEncoder _encoder;
    private readonly IReadOnlyList<AddedToken> _added;
    private readonly AddedTokenMatcher? _inText;
    private readonly AddedTokenMatcher? _inNormalizedText;

    /// <param name="pieces">All tokens by id.</param>
    /// <param name="encoder">Encodes what is no added token.</param>
    /// <param name="added">The added tokens.</param>
    public TokenTables(PieceTable pieces, BytePairEncoder encoder, IReadOnlyList<AddedToken> added)
    {
        (Pieces, _encoder, _added) = (pieces, encoder, added);
        Specials = added.Where(token => token.IsSpecial).Select(token => token.Id).ToFrozenSet();
        var inText = added.Where(token => !token.IsNormalized).ToList();
        var inNormalizedText = added.Where(token => token.IsNormalized).ToList();
        _inText = inText.Count == 0 ? null : new AddedTokenMatcher(inText, normalizes: false);
        _inNormalizedText = inNormalizedText.Count == 0 ? null : new AddedTokenMatcher(inNormalizedText, normalizes: true);
    }

    /// <summary>Gets all tokens by id.</summary>
    public PieceTable Pieces { get; }

    /// <summary>Gets the number of ids that text without added tokens can have.</summary>
    public int PieceCount => _encoder.PieceCount;

    /// <summary>Gets the ids of the special tokens.</summary>
    public IReadOnlySet<int> Specials { get; }

    /// <summary>Gets the id in front of every text.</summary>
    public required int Bos { get; init; }

    /// <summary>Gets the id behind every text.</summary>
    public required int Eos { get; init; }

    /// <summary>Gets the id that fills up rows of a batch.</summary>
    public required int Pad { get; init; }

    /// <summary>Returns tables that find no added token with an id of <paramref name="vocabularySize"/> or more: in a text it is plain text.</summary>
    public TokenTables LimitedTo(int vocabularySize) => _added.Any(token => token.Id >= vocabularySize)
        ? new TokenTables(Pieces, _encoder, [.. _added.Where(token => token.Id < vocabularySize)]) { Bos = Bos, Eos = Eos, Pad = Pad }
        : this;

    /// <inheritdoc cref="BytePairEncoder.FindUnmerged"/>
    public string? FindUnmerged() => _encoder.FindUnmerged();

    /// <summary>Returns every token, by id.</summary>
    public VocabularyToken[] ListVocabulary() => _encoder.ListVocabulary(Pieces, _added);

    /// <summary>Encodes a text, without bos and eos.</summary>
    /// <param name="text">The text; unpaired surrogates are taken for U+FFFD.</param>
    /// <param name="matchSpecial">Whether special tokens in the text are matched.</param>
    /// <param name="normalize">Whether spaces become visible ones; if not they are characters like others.</param>
    /// <param name="sink">Takes the tokens.</param>
    public void Encode<TSink>(ReadOnlySpan<char> text, bool matchSpecial, bool normalize, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        text = WellFormed.Text(text);
        var from = 0;
        if (_inText is { } matcher)
        {
            while (matcher.TryFind(text, from, matchSpecial, out var start, out var token))
            {
                var end = start + token.Content.Length;
                if (!EncodeNormalized(text[from..start], from, matchSpecial, normalize, ref sink) || !sink.Add(token.Id, start, end))
                {
                    return;
                }

                from = end;
            }
        }

        EncodeNormalized(text[from..], from, matchSpecial, normalize, ref sink);
    }

    private bool EncodeNormalized<TSink>(ReadOnlySpan<char> text, int offset, bool matchSpecial, bool normalize, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        var from = 0;
        if (_inNormalizedText is { } matcher && normalize)
        {
            while (matcher.TryFind(text, from, matchSpecial, out var start, out var token))
            {
                var end = start + token.Content.Length;
                if (!EncodePlain(text[from..start], offset + from, normalize, ref sink) || !sink.Add(token.Id, offset + start, offset + end))
                {
                    return false;
                }

                from = end;
            }
        }

        return EncodePlain(text[from..], offset + from, normalize, ref sink);
    }

    private bool EncodePlain<TSink>(ReadOnlySpan<char> text, int offset, bool normalize, ref TSink sink)
        where TSink : struct, ITokenSink =>
        normalize ? _encoder.Encode(text, offset, ref sink) : _encoder.EncodeUnnormalized(text, offset, ref sink);
}
