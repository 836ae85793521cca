using System.Globalization;
using nietras.SeparatedValues;

namespace SK.EmbeddingGemma.Data;

/// <summary>Reads tables of comma- or tab-separated values.</summary>
internal static class CsvTable
{
    /// <summary>Reads the rows of a file.</summary>
    /// <param name="path">The file; .tsv has tabs and no quotes.</param>
    /// <param name="columns">The columns' names; <see langword="null"/>: the first line has them.</param>
    /// <exception cref="InvalidDataException">A row has more or fewer cells than there are columns.</exception>
    public static IReadOnlyList<DataRow> Read(string path, IReadOnlyList<string>? columns = null)
    {
        var file = Path.GetFileName(path);
        var tabs = path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase);
        using var reader = Sep.New(tabs ? '\t' : ',').Reader(options => options with
        {
            HasHeader = false,
            Unescape = !tabs,
            DisableQuotesParsing = tabs,
            DisableColCountCheck = true,
        }).FromFile(path);
        var rows = new List<DataRow>();
        foreach (var row in reader)
        {
            var cells = new string[row.ColCount];
            for (var i = 0; i < cells.Length; i++)
                cells[i] = row[i].ToString();
            if (cells is [""])
                continue; // a blank line
            if (columns is null)
            {
                columns = [.. cells.Select((cell, i) => i == 0 ? cell.TrimStart('\uFEFF') : cell)];
                continue;
            }

            if (cells.Length != columns.Count)
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{file}, line {row.LineNumberFrom}: there are {cells.Length} cells, but {columns.Count} columns. Correct the file, or get it again."));
            rows.Add(new(file, row.LineNumberFrom, columns.Zip(cells).ToDictionary(pair => pair.First, pair => (object?)pair.Second, StringComparer.Ordinal)));
        }

        return rows;
    }
}
