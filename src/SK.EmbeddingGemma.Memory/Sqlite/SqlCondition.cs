using System.Linq.Expressions;
using SK.EmbeddingGemma.Filters;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>A filter in SQL over the table of records under the name <c>r</c>.</summary>
internal static class SqlCondition
{
    /// <summary>Translates a filter; a condition that is always true for none.</summary>
    public static string From(CollectionLayout layout, LambdaExpression? filter, SqlParameters parameters)
    {
        if (filter is null)
            return "1";
        var columns = layout.Scalars.ToDictionary(scalar => scalar.Property.ModelName, scalar => new FilterColumn($"r.{scalar.Sql}", scalar.Codec));
        return new FilterTranslator(columns, parameters).Translate(filter);
    }
}
