namespace SK.EmbeddingGemma.Generation;

/// <summary>Neighbouring texts of a call that are computed together.</summary>
/// <param name="Start">The place of the first in the call.</param>
/// <param name="Texts">The tokenized texts.</param>
/// <param name="Vectors">Their vectors to be.</param>
internal sealed record TextWindow(int Start, IReadOnlyList<TokenizedText> Texts, Task<float[][]> Vectors);
