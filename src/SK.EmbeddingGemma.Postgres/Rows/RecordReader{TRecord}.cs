using Microsoft.Extensions.VectorData.ProviderServices;
using Npgsql;
using SK.EmbeddingGemma.Databases;
using SK.EmbeddingGemma.Forms;
using SK.EmbeddingGemma.Layouts;
using SK.EmbeddingGemma.Records;
using SK.EmbeddingGemma.Values;

namespace SK.EmbeddingGemma.Rows;

/// <summary>Makes records from rows.</summary>
internal sealed class RecordReader<TRecord>
    where TRecord : class
{
    private readonly PostgresSession _session;
    private readonly CollectionLayout _layout;
    private readonly CollectionModel _model;
    private readonly ScalarColumn[] _scalars;
    private readonly VectorColumn[] _vectors;

    public RecordReader(PostgresSession session, CollectionLayout layout, CollectionModel model, bool includeVectors)
    {
        (_session, _layout, _model) = (session, layout, model);
        _scalars = [.. layout.Scalars];
        _vectors = includeVectors ? [.. layout.Vectors.Where(static column => SupportedTypes.IsVector(column.Property.Type))] : [];
        Columns = string.Join(", ", ["r._id", .. _scalars.Select(static scalar => $"r.{scalar.Sql}"), .. _vectors.Select(static vector => vector.AsArray("r"))]);
    }

    /// <summary>Gets the columns that <see cref="Read"/> expects, of the table of records under the name <c>r</c>.</summary>
    public string Columns { get; }

    /// <summary>Makes the records with numbers, by these; those that there are.</summary>
    public async Task<Dictionary<long, TRecord>> FindAsync(IEnumerable<long> ids)
    {
        var rows = await _session.ListAsync($"SELECT {Columns} FROM {_layout.Table} AS r WHERE r._id = ANY ($1)", [ids.ToArray()], row => (Id: row.GetInt64(0), Record: Read(row))).ConfigureAwait(false);
        return rows.ToDictionary(static row => row.Id, static row => row.Record);
    }

    /// <summary>Makes the records with keys, in the order of these; those that there are.</summary>
    public async Task<List<TRecord>> FindKeysAsync(IEnumerable<object> keys)
    {
        object[] forms = [.. keys.Select(key => PostgresForm.Encode(_layout.Key.Codec, key))];
        var wanted = PostgresForm.Array(_layout.Key.Codec.Kind, forms);
        var rows = await _session.ListAsync(
            $"SELECT {Columns} FROM {_layout.Table} AS r WHERE r.{_layout.Key.Sql} = ANY ($1)", [wanted], row => (Key: row.GetValue(1), Record: Read(row))).ConfigureAwait(false);
        var found = rows.ToDictionary(static row => row.Key, static row => row.Record);
        return [.. forms.Select(found.GetValueOrDefault).OfType<TRecord>()];
    }

    /// <summary>Makes the record of a row.</summary>
    public TRecord Read(NpgsqlDataReader row)
    {
        var record = _model.CreateRecord<TRecord>();
        var place = 1;
        foreach (var scalar in _scalars)
        {
            scalar.Property.SetValueAsObject(record, row.IsDBNull(place) ? null : PostgresForm.Decode(scalar.Codec, Value(scalar, row, place)));
            place++;
        }

        foreach (var vector in _vectors)
        {
            vector.Property.SetValueAsObject(record, row.IsDBNull(place) ? null : VectorValues.Create(vector.Property, row.GetFieldValue<float[]>(place)));
            place++;
        }

        return record;
    }

    private static object Value(ScalarColumn scalar, NpgsqlDataReader row, int place) =>
        scalar.Codec is not ListCodec list ? row.GetValue(place)
        : list.Element.Kind switch
        {
            ValueKind.Boolean => row.GetFieldValue<bool?[]>(place),
            ValueKind.Real => row.GetFieldValue<double?[]>(place),
            ValueKind.Integer or ValueKind.UnsignedLong => row.GetFieldValue<long?[]>(place),
            ValueKind.Bytes => row.GetFieldValue<byte[]?[]>(place),
            _ => row.GetFieldValue<string?[]>(place),
        };
}
