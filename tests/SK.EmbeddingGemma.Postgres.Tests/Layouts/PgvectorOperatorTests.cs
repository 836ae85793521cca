using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Scoring;

namespace SK.EmbeddingGemma.Layouts;

public sealed class PgvectorOperatorTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData(IndexKind.Flat, null)]
    [InlineData("something else", null)]
    [InlineData(IndexKind.Hnsw, "USING hnsw (\"v\" vector_cosine_ops)")]
    public void IndexSql_OfAKind_IsWhatPgvectorHas(string? kind, string? sql) =>
        Assert.Equal(sql, PgvectorOperator.For(VectorMeasure.For(null)).IndexSql(Property(kind, 2000), "\"v\""));

    [Theory]
    [InlineData(IndexKind.Hnsw, 2001)]
    [InlineData(IndexKind.IvfFlat, 2)]
    public void IndexSql_OfWhatCannotBeIndexed_IsRefused(string kind, int dimensions) =>
        Assert.Throws<NotSupportedException>(() => PgvectorOperator.For(VectorMeasure.For(null)).IndexSql(Property(kind, dimensions), "\"v\""));

    private static VectorPropertyModel Property(string? kind, int dimensions) => new("Vector", typeof(float[])) { IndexKind = kind, Dimensions = dimensions };
}
