using System.Linq.Expressions;
using SK.EmbeddingGemma.Databases;
using SK.EmbeddingGemma.Filters;
using SK.EmbeddingGemma.Forms;
using SK.EmbeddingGemma.Layouts;
using SK.EmbeddingGemma.Records;
using SK.EmbeddingGemma.Rows;

namespace SK.EmbeddingGemma.Searching;

/// <summary>Finds records by words. What a caller gives is only ever words, never the syntax of a query.</summary>
internal sealed class KeywordScan(PostgresSession session, CollectionLayout layout)
{
    /// <summary>Gives the numbers of the records with any of the keywords, those that have more of them, and oftener, first; none where no keyword has a letter or a digit.</summary>
    public async Task<List<long>> FindAsync(string column, IEnumerable<string> keywords, int count, LambdaExpression? filter)
    {
        string[] words = [.. keywords.Where(Keyword.HasWord).Select(static keyword => keyword.Replace('\0', ' '))];
        if (words.Length == 0)
            return [];

        var parameters = new SqlParameters(PostgresDialect.Instance);
        var query = string.Join(" || ", words.Select(word => $"phraseto_tsquery('pg_catalog.simple'::regconfig, {parameters.Add(word)})"));
        var condition = SqlCondition.From(layout, filter, parameters);
        var sql = $"SELECT r._id FROM {layout.Table} AS r WHERE r.{column} @@ ({query}) AND {condition} ORDER BY ts_rank(r.{column}, {query}) DESC, r._id LIMIT {parameters.Add((long)count)}";
        return await session.ListAsync(sql, parameters.Values, static row => row.GetInt64(0)).ConfigureAwait(false);
    }
}
