namespace SK.EmbeddingGemma.Tokenization;

/// <summary>A token that is looked for in the text before byte-pair encoding.</summary>
/// <param name="Id">The token's id.</param>
/// <param name="Content">The text that it matches.</param>
/// <param name="IsSpecial">Whether it controls the model, as <c>&lt;bos&gt;</c> does, and stops matching on request.</param>
/// <param name="IsNormalized">Whether it is looked for in the normalized text, after those that are looked for in the text as given.</param>
internal sealed record AddedToken(int Id, string Content, bool IsSpecial, bool IsNormalized);
