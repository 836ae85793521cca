namespace SK.EmbeddingGemma.Cli;

/// <summary>A document and how well it fits a query. Immutable.</summary>
/// <param name="Score">The cosine of its vector and the query's.</param>
/// <param name="Document">The document; of a whole file only the beginning.</param>
/// <param name="TruncatedFrom">The number of tokens before it was cut for the model, or <see langword="null"/>.</param>
internal sealed record SearchHit(float Score, InputText Document, int? TruncatedFrom);
