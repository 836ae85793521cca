using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Tasks;

/// <summary>A document or a query with its id.</summary>
/// <param name="Id">The id, which judgements name.</param>
/// <param name="Text">The text with its prompt.</param>
internal sealed record RetrievalDocument(string Id, EvaluationText Text);
