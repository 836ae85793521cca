using System.Globalization;
using Microsoft.Extensions.VectorData.ProviderServices;
using Npgsql;
using SK.EmbeddingGemma.Databases;
using SK.EmbeddingGemma.Scoring;
using SK.EmbeddingGemma.Values;

namespace SK.EmbeddingGemma.Layouts;

/// <summary>Finds where a collection is stored, and refuses a record that does not fit what is stored. One for each collection of a caller; thread-safe.</summary>
internal sealed class CollectionSchema(string name, CollectionModel model, PostgresVectorFormat newFormat)
{
    private volatile CollectionLayout? _layout;

    /// <summary>Finds the collection.</summary>
    /// <exception cref="InvalidDataException">There is none, or it does not fit the record.</exception>
    public async Task<CollectionLayout> FindAsync(PostgresSession session)
    {
        var found = await session.ListAsync(
            $"SELECT id, layout, table_name FROM {StoreTables.Collections(session)} WHERE name = $1", [name],
            static row => (Id: row.GetInt64(0), Revision: row.GetInt64(1), Table: row.GetString(2))).ConfigureAwait(false);
        if (found.Count == 0)
            throw new InvalidDataException($"There is no collection '{name}': call EnsureCollectionExistsAsync first.");

        var (collection, revision, table) = found[0];
        if (_layout is { } known && known.Collection == collection && known.Revision == revision)
            return known;

        var columns = await ReadColumnsAsync(session, collection).ConfigureAwait(false);
        if (Missing(columns).FirstOrDefault() is { } missing)
            throw new InvalidDataException($"The collection '{name}' has no column for property '{missing.ModelName}' (storage name '{missing.StorageName}'): call EnsureCollectionExistsAsync, which adds it.");
        return _layout = Bind(collection, revision, session.Table(table), columns);
    }

    /// <summary>Creates the collection, or adds what a record has in addition to what is stored.</summary>
    /// <exception cref="InvalidDataException">The collection does not fit the record.</exception>
    public async Task<CollectionLayout> EnsureAsync(PostgresSession session)
    {
        await StoreTables.LockAsync(session).ConfigureAwait(false);
        var found = await session.ListAsync(
            $"SELECT id, table_name FROM {StoreTables.Collections(session)} WHERE name = $1", [name], static row => (Id: row.GetInt64(0), Table: row.GetString(1))).ConfigureAwait(false);
        var (collection, table) = found.Count > 0 ? found[0] : await AddAsync(session).ConfigureAwait(false);
        var columns = await ReadColumnsAsync(session, collection).ConfigureAwait(false);
        List<PropertyModel> missing = [.. Missing(columns)];
        if (missing.Count > 0 || columns.Count == 0)
            await new CollectionBuilder(session, collection, table, model, newFormat).AddAsync(columns, missing).ConfigureAwait(false);
        return await FindAsync(session).ConfigureAwait(false);
    }

    private async Task<(long Id, string Table)> AddAsync(PostgresSession session)
    {
        var id = (long)(await session.ScalarAsync($"INSERT INTO {StoreTables.Collections(session)} (name) VALUES ($1) RETURNING id", name).ConfigureAwait(false))!;
        var table = SqlName.Table(name, id);
        if (await session.ScalarAsync("SELECT to_regclass($1)::text", session.Table(table)).ConfigureAwait(false) is not null)
            throw new InvalidDataException($"The schema '{session.Schema}' has a table '{table}' that is none of this store's: give the collection another name, or the store a schema of its own.");
        await session.ExecuteAsync($"UPDATE {StoreTables.Collections(session)} SET table_name = $1 WHERE id = $2", table, id).ConfigureAwait(false);
        return (id, table);
    }

    private static Task<List<StoredColumn>> ReadColumnsAsync(PostgresSession session, long collection) => session.ListAsync(
        $"SELECT ordinal, name, column_name, kind, type, dimensions, distance, format, full_text FROM {StoreTables.Columns(session)} WHERE collection = $1 ORDER BY ordinal",
        [collection],
        static row => new StoredColumn(row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt32(5), Text(row, 6), Text(row, 7), row.GetBoolean(8)));

    private static string? Text(NpgsqlDataReader row, int index) => row.IsDBNull(index) ? null : row.GetString(index);

    /// <summary>Gives the properties that are not stored yet, or whose words are not yet indexed.</summary>
    private IEnumerable<PropertyModel> Missing(List<StoredColumn> columns) => model.Properties.Where(property =>
        columns.Find(column => column.Name == property.StorageName) is not { } stored || (property is DataPropertyModel { IsFullTextIndexed: true } && !stored.IsFullText));

    private CollectionLayout Bind(long collection, long revision, string table, List<StoredColumn> columns)
    {
        StoredColumn Of(PropertyModel property) => columns.Find(column => column.Name == property.StorageName)!;
        return new(
            collection,
            revision,
            table,
            BindScalar(model.KeyProperty, Of(model.KeyProperty), StoredColumn.Key),
            [.. model.DataProperties.Select(property => BindScalar(property, Of(property), StoredColumn.Data))],
            [.. model.VectorProperties.Select(property => BindVector(property, Of(property)))],
            model.DataProperties.Where(property => Of(property).IsFullText).ToDictionary(static property => property.ModelName, property => SqlName.Quote(SqlName.Words(Of(property).Ordinal))));
    }

    private ScalarColumn BindScalar(PropertyModel property, StoredColumn stored, string kind)
    {
        var codec = ColumnCodec.For(property.Type);
        Require(property, stored.Kind == kind, $"{stored.Kind} in the database, but {kind} in the record");
        Require(property, stored.Type == codec.Name, $"of type '{stored.Type}' in the database, but '{codec.Name}' in the record");
        return new(property, codec, SqlName.Quote(stored.Column));
    }

    private VectorColumn BindVector(VectorPropertyModel property, StoredColumn stored)
    {
        var measure = VectorMeasure.For(property.DistanceFunction);
        Require(property, stored.Kind == StoredColumn.Vector, $"{stored.Kind} in the database, but a vector in the record");
        Require(property, stored.Dimensions == property.Dimensions, string.Create(CultureInfo.InvariantCulture, $"of {stored.Dimensions} dimensions in the database, but {property.Dimensions} in the record"));
        Require(property, stored.Distance == measure.Name, $"compared by {stored.Distance} in the database, but by {measure.Name} in the record");
        return new(property, stored.Ordinal, SqlName.Quote(stored.Column), measure, Enum.Parse<PostgresVectorFormat>(stored.Format!));
    }

    private void Require(PropertyModel property, bool holds, string difference)
    {
        if (!holds)
        {
            throw new InvalidDataException(
                $"The collection '{name}' does not fit the record: property '{property.ModelName}' (storage name '{property.StorageName}') is {difference}. "
                + "Change the record, use another collection, or delete this one with EnsureCollectionDeletedAsync.");
        }
    }
}
