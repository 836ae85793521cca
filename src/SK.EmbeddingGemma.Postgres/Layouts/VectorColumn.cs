using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Databases;
using SK.EmbeddingGemma.Scoring;

namespace SK.EmbeddingGemma.Layouts;

/// <summary>A vector property, and where it is stored.</summary>
/// <param name="Property">The property.</param>
/// <param name="Ordinal">Its number in the collection.</param>
/// <param name="Sql">The quoted name of its column.</param>
/// <param name="Measure">How its vectors are compared.</param>
/// <param name="Format">How they are kept.</param>
internal sealed record VectorColumn(VectorPropertyModel Property, int Ordinal, string Sql, VectorMeasure Measure, PostgresVectorFormat Format)
{
    /// <summary>Gets the quoted name of the column of the texts from which vectors were generated.</summary>
    public string Source { get; } = SqlName.Quote(SqlName.Source(Ordinal));

    /// <summary>Gets the quoted name of the column of the numbers of the vectors' spaces.</summary>
    public string Space { get; } = SqlName.Quote(SqlName.Space(Ordinal));

    /// <summary>Writes a parameter of <c>real[]</c> as what the column takes.</summary>
    public string Stored(string parameter) => Format == PostgresVectorFormat.Pgvector ? $"{parameter}::real[]::vector" : $"{parameter}::real[]";

    /// <summary>Writes the column as <c>real[]</c>.</summary>
    public string AsArray(string alias) => $"{alias}.{Sql}::real[]";
}
