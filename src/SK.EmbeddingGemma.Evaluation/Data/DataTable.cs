namespace SK.EmbeddingGemma.Data;

/// <summary>A table of a data set: a file, or several that follow one another, in any of the formats that data sets come in.</summary>
/// <param name="Files">The files, in their order.</param>
internal sealed record DataTable(IReadOnlyList<string> Files)
{
    private static readonly string[] Extensions = [".jsonl", ".jsonl.gz", ".json", ".csv", ".tsv", ".parquet"];

    private static readonly string[] Splits = ["test", "dev", "validation"];

    /// <summary>Finds the table of a name in a folder: <c>name.jsonl</c> and the like, <c>data/name-00000-of-00001.parquet</c>, or a folder <c>name</c> of such files; <see langword="null"/> where there is none.</summary>
    public static DataTable? Find(string folder, string name)
    {
        foreach (var extension in Extensions)
        {
            if (Path.Combine(folder, name + extension) is var file && File.Exists(file))
                return new([file]);
        }

        foreach (var parts in new[] { folder, Path.Combine(folder, "data") })
        {
            if (Directory.Exists(parts) && Directory.GetFiles(parts, $"{name}-*-of-*.parquet") is { Length: > 0 } found)
                return new([.. found.Order(StringComparer.Ordinal)]);
        }

        return Path.Combine(folder, name) is var inner && Directory.Exists(inner) && Directory.GetFiles(inner).Where(IsTable).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } files
            ? new(files)
            : null;
    }

    /// <summary>Finds the part of a data set that is measured on: <c>test</c>, or else another that is not for training.</summary>
    public static (string Name, DataTable Table)? FindSplit(string folder)
    {
        foreach (var name in Splits)
        {
            if (Find(folder, name) is { } table)
                return (name, table);
        }

        return null;
    }

    /// <summary>Returns whether a file is one that <see cref="ReadAsync(CancellationToken)"/> can read, by its name.</summary>
    public static bool IsTable(string file) => Extensions.Any(extension => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads all rows.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or there is no row.</exception>
    public async Task<IReadOnlyList<DataRow>> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = new List<DataRow>();
        foreach (var file in Files)
            rows.AddRange(await ReadAsync(file, cancellationToken).ConfigureAwait(false));
        return rows.Count > 0 ? rows : throw new InvalidDataException($"{Path.GetFileName(Files[0])} is empty: it has no row. Get the data set again.");
    }

    /// <summary>Reads the first row, by which the layout is told; <see langword="null"/> where there is none.</summary>
    public async Task<DataRow?> ReadFirstAsync(CancellationToken cancellationToken)
    {
        if (!Files[0].EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
            return await ReadAsync(Files[0], cancellationToken).ConfigureAwait(false) is [var first, ..] ? first : null;
        await foreach (var row in JsonTable.ReadLinesAsync(Files[0], cancellationToken).ConfigureAwait(false))
            return row;
        return null;
    }

    private static async Task<IReadOnlyList<DataRow>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (file.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
            return await ParquetTable.ReadAsync(file, cancellationToken).ConfigureAwait(false);
        if (file.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return await JsonTable.ReadArrayAsync(file, cancellationToken).ConfigureAwait(false);
        if (file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase))
            return CsvTable.Read(file);

        var rows = new List<DataRow>();
        await foreach (var row in JsonTable.ReadLinesAsync(file, cancellationToken).ConfigureAwait(false))
            rows.Add(row);
        return rows;
    }
}
