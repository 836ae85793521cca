using Microsoft.ML.Tokenizers;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Keeps tokens with their texts and ranges.</summary>
/// <param name="pieces">The vocabulary.</param>
/// <param name="maxCount">The number of tokens at which encoding stops; a character's tokens are not torn apart.</param>
internal readonly struct TokenSink(PieceTable pieces, int maxCount) : ITokenSink
{
    /// <summary>Gets the tokens taken.</summary>
    public List<EncodedToken> Tokens { get; } = [];

    public bool Add(int id, int start, int end)
    {
        if (Tokens.Count == maxCount)
        {
            return false;
        }

        Tokens.Add(new EncodedToken(id, pieces[id].ToString(), start..end));
        return true;
    }

    public bool AddBytes(ReadOnlySpan<int> ids, int start, int end)
    {
        if (ids.Length > maxCount - Tokens.Count)
        {
            return false;
        }

        foreach (var id in ids)
        {
            Add(id, start, end);
        }

        return true;
    }
}
