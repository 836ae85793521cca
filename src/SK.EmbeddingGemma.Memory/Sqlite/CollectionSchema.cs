using System.Globalization;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Scoring;
using SK.EmbeddingGemma.Values;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Finds where a collection is stored, and refuses a record that does not fit what is stored. One for each collection of a caller; thread-safe.</summary>
internal sealed class CollectionSchema(string name, CollectionModel model, SqliteVectorFormat newFormat)
{
    private volatile CollectionLayout? _layout;

    /// <summary>Gets the collection's name.</summary>
    public string Name { get; } = name;

    /// <summary>Gets the model of its records.</summary>
    public CollectionModel Model { get; } = model;

    /// <summary>Finds the collection.</summary>
    /// <exception cref="InvalidDataException">There is none, or it does not fit the record.</exception>
    public CollectionLayout Find(SqliteSession session)
    {
        var found = session.Prepare("SELECT id, layout FROM embeddinggemma_collections WHERE name = ?").Begin(Name);
        if (!found.Step())
            throw new InvalidDataException($"There is no collection '{Name}': call EnsureCollectionExistsAsync first.");

        var (collection, revision) = (found.Integer(0), found.Integer(1));
        found.Reset();
        if (_layout is { } known && known.Collection == collection && known.Revision == revision)
            return known;

        var columns = ReadColumns(session, collection);
        if (Missing(columns).FirstOrDefault() is { } missing)
            throw new InvalidDataException($"The collection '{Name}' has no column for property '{missing.ModelName}' (storage name '{missing.StorageName}'): call EnsureCollectionExistsAsync, which adds it.");
        return _layout = Bind(collection, revision, columns);
    }

    /// <summary>Creates the collection, or adds what a record has in addition to what is stored.</summary>
    /// <exception cref="InvalidDataException">The collection does not fit the record.</exception>
    public CollectionLayout Ensure(SqliteSession session)
    {
        var collection = session.Scalar("SELECT id FROM embeddinggemma_collections WHERE name = ?", Name) as long?;
        if (collection is null)
        {
            session.Execute("INSERT INTO embeddinggemma_collections (name) VALUES (?)", Name);
            collection = (long)session.Scalar("SELECT last_insert_rowid()")!;
        }

        var columns = ReadColumns(session, collection.Value);
        if (Missing(columns).Any() || columns.Count == 0)
            new CollectionBuilder(session, collection.Value, Model, newFormat).Add(columns, [.. Missing(columns)]);
        return Find(session);
    }

    private static List<StoredColumn> ReadColumns(SqliteSession session, long collection)
    {
        List<StoredColumn> columns = [];
        var rows = session.Prepare("""SELECT ordinal, name, "column", kind, type, dimensions, distance, format, full_text FROM embeddinggemma_columns WHERE collection = ? ORDER BY ordinal""").Begin(collection);
        while (rows.Step())
        {
            columns.Add(new(
                (int)rows.Integer(0), rows.Text(1)!, rows.Text(2)!, rows.Text(3)!, rows.Text(4)!, (int)rows.Integer(5), rows.Text(6), rows.Text(7), rows.Integer(8) != 0));
        }

        rows.Reset();
        return columns;
    }

    /// <summary>Gives the properties that are not stored yet, or not yet in the full-text index.</summary>
    private IEnumerable<PropertyModel> Missing(List<StoredColumn> columns) => Model.Properties.Where(property =>
        columns.Find(column => column.Name == property.StorageName) is not { } stored || (property is DataPropertyModel { IsFullTextIndexed: true } && !stored.IsFullText));

    private CollectionLayout Bind(long collection, long revision, List<StoredColumn> columns)
    {
        StoredColumn Of(PropertyModel property) => columns.Find(column => column.Name == property.StorageName)!;
        return new(
            collection,
            revision,
            BindScalar(Model.KeyProperty, Of(Model.KeyProperty), StoredColumn.Key),
            [.. Model.DataProperties.Select(property => BindScalar(property, Of(property), StoredColumn.Data))],
            [.. Model.VectorProperties.Select(property => BindVector(collection, property, Of(property)))],
            Model.DataProperties.Where(property => Of(property).IsFullText).ToDictionary(property => property.ModelName, property => Of(property).Column));
    }

    private ScalarColumn BindScalar(PropertyModel property, StoredColumn stored, string kind)
    {
        var codec = ColumnCodec.For(property.Type);
        Require(property, stored.Kind == kind, $"{stored.Kind} in the database, but {kind} in the record");
        Require(property, stored.Type == codec.Name, $"of type '{stored.Type}' in the database, but '{codec.Name}' in the record");
        return new(property, codec, SqlName.Quote(stored.Column));
    }

    private VectorColumn BindVector(long collection, VectorPropertyModel property, StoredColumn stored)
    {
        var measure = VectorMeasure.For(property.DistanceFunction);
        Require(property, stored.Kind == StoredColumn.Vector, $"{stored.Kind} in the database, but a vector in the record");
        Require(property, stored.Dimensions == property.Dimensions, string.Create(CultureInfo.InvariantCulture, $"of {stored.Dimensions} dimensions in the database, but {property.Dimensions} in the record"));
        Require(property, stored.Distance == measure.Name, $"compared by {stored.Distance} in the database, but by {measure.Name} in the record");
        return new(
            property, stored.Ordinal, SqlName.Vectors(collection, stored.Ordinal), SqlName.Quote(SqlName.Source(stored.Ordinal)), measure, Enum.Parse<SqliteVectorFormat>(stored.Format!));
    }

    private void Require(PropertyModel property, bool holds, string difference)
    {
        if (!holds)
        {
            throw new InvalidDataException(
                $"The collection '{Name}' does not fit the record: property '{property.ModelName}' (storage name '{property.StorageName}') is {difference}. "
                + "Change the record, use another collection, or delete this one with EnsureCollectionDeletedAsync.");
        }
    }
}
