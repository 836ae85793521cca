using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Scoring;
using SK.EmbeddingGemma.Values;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Creates the tables of a collection and adds columns to them, within the caller's transaction.</summary>
internal sealed class CollectionBuilder(SqliteSession session, long collection, CollectionModel model, SqliteVectorFormat format)
{
    private readonly string _records = SqlName.Records(collection);

    /// <summary>Adds properties to what is stored; creates the tables where nothing is.</summary>
    public void Add(List<StoredColumn> stored, List<PropertyModel> missing)
    {
        if (stored.Count == 0)
            CreateRecords(stored);
        else if (missing.OfType<KeyPropertyModel>().FirstOrDefault() is { } key)
            throw new InvalidDataException($"The collection's key is '{stored.Find(column => column.Kind == StoredColumn.Key)!.Name}' in the database, but '{key.StorageName}' in the record: use another collection, or delete this one.");

        foreach (var property in missing)
            AddProperty(stored, property);
        if (missing.OfType<DataPropertyModel>().Any(property => property.IsFullTextIndexed))
            new TextIndexBuilder(session, collection).Build([.. stored.Where(column => column.IsFullText).Select(column => column.Column)]);
        session.Execute("UPDATE embeddinggemma_collections SET layout = layout + 1 WHERE id = ?", collection);
    }

    private void CreateRecords(List<StoredColumn> stored)
    {
        var key = model.KeyProperty;
        var codec = ColumnCodec.For(key.Type);
        var column = SqlName.Column(key.StorageName, 0, []);
        session.Execute($"CREATE TABLE {_records} (_id INTEGER PRIMARY KEY AUTOINCREMENT, {SqlName.Quote(column)} {codec.ColumnType} NOT NULL UNIQUE)");
        Record(stored, new(0, key.StorageName, column, StoredColumn.Key, codec.Name, 0, null, null, IsFullText: false));
    }

    private void AddProperty(List<StoredColumn> stored, PropertyModel property)
    {
        var ordinal = stored.Count;
        switch (property)
        {
            case DataPropertyModel data when stored.FindIndex(column => column.Name == data.StorageName) is >= 0 and var index:
                stored[index] = stored[index] with { IsFullText = true };
                session.Execute("UPDATE embeddinggemma_columns SET full_text = 1 WHERE collection = ? AND name = ?", collection, data.StorageName);
                break;
            case DataPropertyModel data:
                AddData(stored, data, ordinal);
                break;
            case VectorPropertyModel vector:
                AddVector(stored, vector, ordinal);
                break;
        }
    }

    private void AddData(List<StoredColumn> stored, DataPropertyModel property, int ordinal)
    {
        var codec = ColumnCodec.For(property.Type);
        var column = SqlName.Column(property.StorageName, ordinal, stored.Select(other => other.Column));
        session.Execute($"ALTER TABLE {_records} ADD COLUMN {SqlName.Quote(column)} {codec.ColumnType}{DefaultOf(property, codec)}");
        if (property.IsIndexed && codec is ScalarCodec scalar)
            session.Execute($"CREATE INDEX {SqlName.Quote($"{_records}_{ordinal}")} ON {_records} ({scalar.Comparable(SqlName.Quote(column))})");
        if (property.IsFullTextIndexed && codec.Kind != ValueKind.Text)
            throw new NotSupportedException($"Property '{property.ModelName}' has full-text search, but type '{property.Type.Name}': only a string can be searched so.");
        Record(stored, new(ordinal, property.StorageName, column, StoredColumn.Data, codec.Name, 0, null, null, property.IsFullTextIndexed));
    }

    /// <summary>Rows that are there already get the default of a type that cannot be null, so that filters find what a caller reads.</summary>
    private static string DefaultOf(DataPropertyModel property, ColumnCodec codec) =>
        Nullable.GetUnderlyingType(property.Type) is null && codec is ScalarCodec { Default: { } form }
            ? form is string text ? $" DEFAULT '{text}'" : FormattableString.Invariant($" DEFAULT {form}")
            : "";

    private void AddVector(List<StoredColumn> stored, VectorPropertyModel property, int ordinal)
    {
        var table = SqlName.Vectors(collection, ordinal);
        session.Execute($"CREATE TABLE {table} (_id INTEGER PRIMARY KEY REFERENCES {_records}(_id) ON DELETE CASCADE, vector BLOB NOT NULL, space INTEGER, change INTEGER NOT NULL)");
        session.Execute($"CREATE INDEX {table}_change ON {table} (change)");
        session.Execute($"ALTER TABLE {_records} ADD COLUMN {SqlName.Quote(SqlName.Source(ordinal))} TEXT");
        Record(stored, new(
            ordinal, property.StorageName, "", StoredColumn.Vector, "vector", property.Dimensions, VectorMeasure.For(property.DistanceFunction).Name, format.ToString(), IsFullText: false));
    }

    private void Record(List<StoredColumn> stored, StoredColumn column)
    {
        session.Execute(
            """INSERT INTO embeddinggemma_columns (collection, ordinal, name, "column", kind, type, dimensions, distance, format, full_text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            collection, (long)column.Ordinal, column.Name, column.Column, column.Kind, column.Type, (long)column.Dimensions, column.Distance, column.Format, column.IsFullText ? 1L : 0L);
        stored.Add(column);
    }
}
