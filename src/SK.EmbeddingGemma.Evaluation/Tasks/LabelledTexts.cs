using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Tasks;

/// <summary>Texts and their labels, as many of each; labels are places in a list of names.</summary>
/// <param name="Texts">The texts.</param>
/// <param name="Labels">Their labels.</param>
internal sealed record LabelledTexts(EvaluationText[] Texts, int[] Labels);
