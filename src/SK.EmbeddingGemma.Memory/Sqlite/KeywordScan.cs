using System.Linq.Expressions;
using SK.EmbeddingGemma.Filters;
using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Finds records by words. What a caller gives is only ever words, never the syntax of the full-text index.</summary>
internal sealed class KeywordScan(SqliteSession session, CollectionLayout layout)
{
    /// <summary>Gives the numbers of the records with any of the keywords, the best by BM25 first; none where no keyword has a letter or a digit.</summary>
    public List<long> Find(string column, IEnumerable<string> keywords, int count, LambdaExpression? filter)
    {
        List<long> found = [];
        if (Query(column, keywords) is not { } query)
            return found;

        var parameters = new SqlParameters(SqliteDialect.Instance);
        var match = parameters.Add(query);
        var condition = SqlCondition.From(layout, filter, parameters);
        using var rows = session.Compile(
            $"SELECT t.rowid FROM {layout.Texts} AS t JOIN {layout.Records} AS r ON r._id = t.rowid WHERE t.{layout.Texts} MATCH {match} AND {condition} ORDER BY t.rank, t.rowid LIMIT {parameters.Add((long)count)}");
        rows.Begin(parameters.Values);
        while (rows.Step())
            found.Add(rows.Integer(0));
        return found;
    }

    /// <summary>Writes keywords as phrases, any of which may match.</summary>
    private static string? Query(string column, IEnumerable<string> keywords)
    {
        string[] phrases = [.. keywords.Where(Keyword.HasWord).Select(keyword => SqlName.Quote(keyword.Replace('\0', ' ')))];
        return phrases.Length == 0 ? null : $"{SqlName.Quote(column)} : ({string.Join(" OR ", phrases)})";
    }
}
