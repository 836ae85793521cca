using System.Linq.Expressions;
using SK.EmbeddingGemma.Filters;
using SK.EmbeddingGemma.Layouts;

namespace SK.EmbeddingGemma.Rows;

/// <summary>A filter in SQL over the table of records under the name <c>r</c>.</summary>
internal static class SqlCondition
{
    /// <summary>Translates a filter; a condition that is always true for none.</summary>
    public static string From(CollectionLayout layout, LambdaExpression? filter, SqlParameters parameters)
    {
        if (filter is null)
            return parameters.Dialect.Constant(value: true);
        var columns = layout.Scalars.ToDictionary(static scalar => scalar.Property.ModelName, static scalar => new FilterColumn($"r.{scalar.Sql}", scalar.Codec));
        return new FilterTranslator(columns, parameters).Translate(filter);
    }
}
