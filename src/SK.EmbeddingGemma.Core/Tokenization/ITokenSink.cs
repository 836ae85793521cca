namespace SK.EmbeddingGemma.Tokenization;

/// <summary>
/// Takes the tokens of a text in order. Implementations are structures, so that encoding is compiled once for each of them and a
/// token costs no virtual call.
/// </summary>
internal interface ITokenSink
{
    /// <summary>Takes a token.</summary>
    /// <param name="id">The token's id.</param>
    /// <param name="start">Where its text starts, in UTF-16 units of the text as given.</param>
    /// <param name="end">Where its text ends.</param>
    /// <returns><see langword="false"/> when the token was not taken and no further one is wanted.</returns>
    bool Add(int id, int start, int end);

    /// <summary>Takes the tokens of one character that the vocabulary lacks, all of them or none.</summary>
    /// <returns><see langword="false"/> when they were not taken and no further one is wanted.</returns>
    bool AddBytes(ReadOnlySpan<int> ids, int start, int end);
}
