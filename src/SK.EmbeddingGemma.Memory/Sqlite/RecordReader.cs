using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Makes records from rows.</summary>
internal sealed class RecordReader<TRecord>(SqliteSession session, CollectionLayout layout, CollectionModel model, bool includeVectors)
    where TRecord : class
{
    private readonly ScalarColumn[] _scalars = [.. layout.Scalars];

    /// <summary>Gets the columns that <see cref="Read"/> expects, of the table of records under the name <c>r</c>.</summary>
    public string Columns { get; } = string.Join(", ", layout.Scalars.Select(scalar => $"r.{scalar.Sql}").Prepend("r._id"));

    /// <summary>Makes the record with a number; <see langword="null"/> where there is none.</summary>
    public TRecord? Find(long id) => First(session.Prepare($"SELECT {Columns} FROM {layout.Records} AS r WHERE r._id = ?").Begin(id));

    /// <summary>Makes the record with a key; <see langword="null"/> where there is none.</summary>
    public TRecord? FindKey(object key) => First(session.Prepare($"SELECT {Columns} FROM {layout.Records} AS r WHERE r.{layout.Key.Sql} = ?").Begin(layout.Key.Codec.Encode(key)));

    /// <summary>Makes the record of the row where a statement is.</summary>
    public TRecord Read(SqliteStatement row)
    {
        var record = model.CreateRecord<TRecord>();
        for (var index = 0; index < _scalars.Length; index++)
            _scalars[index].Property.SetValueAsObject(record, row.Value(index + 1) is { } form ? _scalars[index].Codec.Decode(form) : null);
        if (includeVectors)
            ReadVectors(record, row.Integer(0));
        return record;
    }

    private TRecord? First(SqliteStatement rows)
    {
        var record = rows.Step() ? Read(rows) : null;
        rows.Reset();
        return record;
    }

    private void ReadVectors(TRecord record, long id)
    {
        foreach (var column in layout.Vectors.Where(column => SupportedTypes.IsVector(column.Property.Type)))
        {
            var row = session.Prepare($"SELECT vector FROM {column.Table} WHERE _id = ?").Begin(id);
            object? value = null;
            if (row.Step())
            {
                var buffer = new float[column.Property.Dimensions];
                VectorBlob.Read(row.Blob(0), column.Format, buffer).CopyTo(buffer);
                value = VectorValues.Create(column.Property, buffer);
            }

            row.Reset();
            column.Property.SetValueAsObject(record, value);
        }
    }
}
