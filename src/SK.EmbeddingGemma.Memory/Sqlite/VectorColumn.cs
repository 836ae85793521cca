using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Scoring;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>A vector property, and where its vectors are stored: in a table of their own, so that a scan reads nothing else.</summary>
/// <param name="Property">The property.</param>
/// <param name="Ordinal">Its number in the collection.</param>
/// <param name="Table">The table of its vectors.</param>
/// <param name="Source">The quoted hidden column of the texts they were generated from, in the table of records.</param>
/// <param name="Measure">How vectors are compared.</param>
/// <param name="Format">How their values are stored.</param>
internal sealed record VectorColumn(VectorPropertyModel Property, int Ordinal, string Table, string Source, VectorMeasure Measure, SqliteVectorFormat Format);
