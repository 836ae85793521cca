using Parquet;

namespace SK.EmbeddingGemma.Data;

/// <summary>Reads tables in Parquet: columns of texts, numbers and truth values, and of lists of them. Columns of other shapes are left out: no layout has any.</summary>
internal static class ParquetTable
{
    /// <summary>Reads the rows of a file.</summary>
    /// <exception cref="InvalidDataException">It is no Parquet file, or a damaged one.</exception>
    public static async Task<IReadOnlyList<DataRow>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var file = Path.GetFileName(path);
        try
        {
            var reader = await ParquetReader.CreateAsync(path, cancellationToken: cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var rows = new List<DataRow>();
                for (var group = 0; group < reader.RowGroupCount; group++)
                    await ReadGroupAsync(reader, group, file, rows, cancellationToken).ConfigureAwait(false);
                return rows;
            }
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException))
        {
            // A damaged file makes the reader fail in many ways, by indices and casts too.
            throw new InvalidDataException($"{file} cannot be read as Parquet: {failure.GetType().Name}. Get it again.", failure);
        }
    }

    private static async Task ReadGroupAsync(ParquetReader reader, int group, string file, List<DataRow> rows, CancellationToken cancellationToken)
    {
        using var groupReader = reader.OpenRowGroupReader(group);
        var columns = new List<(string Name, List<object?> Cells)>();
        foreach (var field in reader.Schema.GetDataFields().Where(ParquetColumn.IsSupported))
        {
            var cells = await ParquetColumn.ReadAsync(groupReader, field, cancellationToken).ConfigureAwait(false);
            if (cells.Count != groupReader.RowCount)
                throw new InvalidDataException($"The column '{field.Path.FirstPart}' has {cells.Count} cells for {groupReader.RowCount} rows.");
            columns.Add((field.Path.FirstPart!, cells));
        }

        for (var row = 0; row < groupReader.RowCount; row++)
            rows.Add(new(file, rows.Count + 1, columns.ToDictionary(column => column.Name, column => column.Cells[row], StringComparer.Ordinal)));
    }
}
