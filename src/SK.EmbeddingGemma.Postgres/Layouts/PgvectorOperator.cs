using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Scoring;

namespace SK.EmbeddingGemma.Layouts;

/// <summary>How pgvector compares, for one of the distance functions: the nearer, the smaller.</summary>
/// <param name="Sql">The operator.</param>
/// <param name="Class">The operator class of an index.</param>
/// <param name="ToScore">Gives the score of a distance.</param>
internal sealed record PgvectorOperator(string Sql, string Class, Func<double, double> ToScore)
{
    /// <summary>The most dimensions that pgvector's indexes take.</summary>
    private const int MostIndexedDimensions = 2000;

    /// <summary>Gets the operator of a measure.</summary>
    /// <exception cref="NotSupportedException">pgvector has none.</exception>
    public static PgvectorOperator For(VectorMeasure measure) => measure.Name switch
    {
        // The cosine with a vector of zeros, which pgvector says is no number, is 0.
        DistanceFunction.CosineSimilarity => new("<=>", "vector_cosine_ops", static distance => double.IsNaN(distance) ? 0 : 1 - distance),
        DistanceFunction.CosineDistance => new("<=>", "vector_cosine_ops", static distance => double.IsNaN(distance) ? 1 : distance),
        DistanceFunction.DotProductSimilarity => new("<#>", "vector_ip_ops", static distance => -distance),
        DistanceFunction.NegativeDotProductSimilarity => new("<#>", "vector_ip_ops", static distance => distance),
        DistanceFunction.EuclideanDistance => new("<->", "vector_l2_ops", static distance => distance),
        DistanceFunction.EuclideanSquaredDistance => new("<->", "vector_l2_ops", static distance => distance * distance),
        DistanceFunction.ManhattanDistance => new("<+>", "vector_l1_ops", static distance => distance),
        _ => throw new NotSupportedException($"pgvector does not compare vectors by {measure.Name}: use another distance function, or {nameof(PostgresVectorFormat)}.{nameof(PostgresVectorFormat.RealArray)}."),
    };

    /// <summary>Writes the index that a property asks for; <see langword="null"/> where it asks for none, or for one that pgvector does not know, so that search is exact.</summary>
    /// <exception cref="NotSupportedException">Its vectors are too long for an index, or the index cannot be made before there are vectors.</exception>
    public string? IndexSql(VectorPropertyModel property, string column)
    {
        if (property.IndexKind == IndexKind.IvfFlat)
            throw new NotSupportedException($"Property '{property.ModelName}' asks for an IVFFlat index, which divides the vectors that are there when it is made, and here are none yet: use {nameof(IndexKind.Hnsw)}, or make it by SQL once the collection is filled.");
        if (property.IndexKind != IndexKind.Hnsw)
            return null;
        if (property.Dimensions > MostIndexedDimensions)
            throw new NotSupportedException($"Property '{property.ModelName}' has {property.Dimensions} dimensions, but pgvector indexes at most {MostIndexedDimensions}: leave IndexKind unset, or cut the vectors.");
        return $"USING hnsw ({column} {Class})";
    }
}
