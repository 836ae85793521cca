using System.Globalization;
using SK.EmbeddingGemma.Databases;

namespace SK.EmbeddingGemma.Searching;

/// <summary>Prepares a search through an HNSW index, for the transaction.</summary>
internal static class PgvectorIndex
{
    /// <summary>What pgvector looks at without being told, and the most it can be told to.</summary>
    private const int UsualCandidates = 40, MostCandidates = 1000;

    /// <summary>
    /// Lets the index give as many records as are asked for: by itself it gives at most 40, of which a filter leaves still fewer. From version 0.8 on pgvector goes on
    /// until there are enough.
    /// </summary>
    public static Task PrepareAsync(PostgresSession session, int count) => session.ExecuteAsync(
        """
        SELECT set_config('hnsw.ef_search', $1, TRUE), CASE WHEN string_to_array(extversion, '.')::integer[] >= ARRAY[0, 8] THEN set_config('hnsw.iterative_scan', 'strict_order', TRUE) END
        FROM pg_extension WHERE extname = 'vector'
        """,
        Math.Clamp(count, UsualCandidates, MostCandidates).ToString(CultureInfo.InvariantCulture));
}
