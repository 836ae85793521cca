using System.Globalization;

namespace Recipe;

/// <summary>The scores of each variant over all seeds.</summary>
internal sealed class RecipeTable(IReadOnlyList<string> names)
{
    private readonly List<string> _order = [];
    private readonly Dictionary<string, List<IReadOnlyList<double>>> _rows = new(StringComparer.Ordinal);

    /// <summary>Adds the scores of a variant with a seed.</summary>
    public void Add(string variant, IReadOnlyList<double> scores)
    {
        if (!_rows.TryGetValue(variant, out var rows))
        {
            _rows[variant] = rows = [];
            _order.Add(variant);
        }

        rows.Add(scores);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{variant}: {string.Join(", ", scores.Select((score, column) => $"{names[column]} {score:0.00}"))}"));
    }

    /// <summary>Returns the table in Markdown: mean and standard deviation over seeds.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"| variant | {string.Join(" | ", names)} | mean |";
        yield return $"|---|{string.Concat(Enumerable.Repeat("---:|", names.Count + 1))}";
        foreach (var variant in _order)
        {
            var rows = _rows[variant];
            var cells = Enumerable.Range(0, names.Count).Select(column => Cell(rows.Select(row => row[column]))).Append(Cell(rows.Select(row => row.Average())));
            yield return $"| {variant} | {string.Join(" | ", cells)} |";
        }
    }

    private static string Cell(IEnumerable<double> values)
    {
        var all = values.ToList();
        var mean = all.Average();
        var deviation = all.Count < 2 ? 0 : Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / (all.Count - 1));
        return string.Create(CultureInfo.InvariantCulture, $"{mean:0.00} ± {deviation:0.00}");
    }
}
