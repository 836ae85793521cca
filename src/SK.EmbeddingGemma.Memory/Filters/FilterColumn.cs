using SK.EmbeddingGemma.Values;

namespace SK.EmbeddingGemma.Filters;

/// <summary>A column that a filter may use.</summary>
/// <param name="Sql">Its SQL.</param>
/// <param name="Codec">How its values are stored.</param>
internal sealed record FilterColumn(string Sql, ColumnCodec Codec);
