using Microsoft.Extensions.VectorData.ProviderServices;
using Npgsql;
using SK.EmbeddingGemma.Databases;
using SK.EmbeddingGemma.Forms;
using SK.EmbeddingGemma.Scoring;
using SK.EmbeddingGemma.Values;

namespace SK.EmbeddingGemma.Layouts;

/// <summary>Creates the table of a collection and adds columns to it, within the caller's transaction.</summary>
internal sealed class CollectionBuilder(PostgresSession session, long collection, string table, CollectionModel model, PostgresVectorFormat format)
{
    /// <summary>The characters of a text whose words are indexed: some 1 MB of words is the most that PostgreSQL takes.</summary>
    private const int IndexedCharacters = 200_000;

    private readonly string _records = session.Table(table);

    /// <summary>Adds properties to what is stored; creates the table where nothing is.</summary>
    public async Task AddAsync(List<StoredColumn> stored, List<PropertyModel> missing)
    {
        if (stored.Count == 0)
            await CreateRecordsAsync(stored).ConfigureAwait(false);
        else if (missing.OfType<KeyPropertyModel>().FirstOrDefault() is { } key)
            throw new InvalidDataException($"The collection's key is '{stored.Find(column => column.Kind == StoredColumn.Key)!.Name}' in the database, but '{key.StorageName}' in the record: use another collection, or delete this one.");

        foreach (var property in missing)
            await AddPropertyAsync(stored, property).ConfigureAwait(false);
        await session.ExecuteAsync($"UPDATE {StoreTables.Collections(session)} SET layout = layout + 1 WHERE id = $1", collection).ConfigureAwait(false);
    }

    private async Task CreateRecordsAsync(List<StoredColumn> stored)
    {
        var key = model.KeyProperty;
        var codec = ColumnCodec.For(key.Type);
        var column = SqlName.Column(key.StorageName, 0, []);
        await session.ExecuteAsync($"CREATE TABLE {_records} (_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, {SqlName.Quote(column)} {PostgresForm.ColumnType(codec)} NOT NULL UNIQUE)").ConfigureAwait(false);
        await RecordAsync(stored, new(0, key.StorageName, column, StoredColumn.Key, codec.Name, 0, null, null, IsFullText: false)).ConfigureAwait(false);
    }

    private async Task AddPropertyAsync(List<StoredColumn> stored, PropertyModel property)
    {
        var ordinal = stored.Count;
        switch (property)
        {
            case DataPropertyModel data when stored.FindIndex(column => column.Name == data.StorageName) is >= 0 and var index:
                stored[index] = stored[index] with { IsFullText = true };
                await session.ExecuteAsync($"UPDATE {StoreTables.Columns(session)} SET full_text = TRUE WHERE collection = $1 AND name = $2", collection, data.StorageName).ConfigureAwait(false);
                await AddWordsAsync(stored[index]).ConfigureAwait(false);
                break;
            case DataPropertyModel data:
                await AddDataAsync(stored, data, ordinal).ConfigureAwait(false);
                break;
            case VectorPropertyModel vector:
                await AddVectorAsync(stored, vector, ordinal).ConfigureAwait(false);
                break;
        }
    }

    private async Task AddDataAsync(List<StoredColumn> stored, DataPropertyModel property, int ordinal)
    {
        var codec = ColumnCodec.For(property.Type);
        if (property.IsFullTextIndexed && codec.Kind != ValueKind.Text)
            throw new NotSupportedException($"Property '{property.ModelName}' has full-text search, but type '{property.Type.Name}': only a string can be searched so.");

        var column = SqlName.Column(property.StorageName, ordinal, stored.Select(static other => other.Column));
        await session.ExecuteAsync($"ALTER TABLE {_records} ADD COLUMN {SqlName.Quote(column)} {PostgresForm.ColumnType(codec)}{DefaultOf(property, codec)}").ConfigureAwait(false);
        if (property.IsIndexed && codec is ScalarCodec scalar)
            await session.ExecuteAsync($"CREATE INDEX ON {_records} (({scalar.Comparable(SqlName.Quote(column))}))").ConfigureAwait(false);
        else if (property.IsIndexed)
            await session.ExecuteAsync($"CREATE INDEX ON {_records} USING gin ({SqlName.Quote(column)})").ConfigureAwait(false);

        await RecordAsync(stored, new(ordinal, property.StorageName, column, StoredColumn.Data, codec.Name, 0, null, null, property.IsFullTextIndexed)).ConfigureAwait(false);
        if (property.IsFullTextIndexed)
            await AddWordsAsync(stored[^1]).ConfigureAwait(false);
    }

    /// <summary>Words are as they stand in the text, without regard to case, in any language.</summary>
    private async Task AddWordsAsync(StoredColumn column)
    {
        var words = SqlName.Quote(SqlName.Words(column.Ordinal));
        await session.ExecuteAsync(FormattableString.Invariant(
            $"ALTER TABLE {_records} ADD COLUMN {words} tsvector GENERATED ALWAYS AS (to_tsvector('pg_catalog.simple'::regconfig, coalesce(left({SqlName.Quote(column.Column)}, {IndexedCharacters}), ''))) STORED")).ConfigureAwait(false);
        await session.ExecuteAsync($"CREATE INDEX ON {_records} USING gin ({words})").ConfigureAwait(false);
    }

    /// <summary>Rows that are there already get the default of a type that cannot be null, so that filters find what a caller reads.</summary>
    private static string DefaultOf(DataPropertyModel property, ColumnCodec codec) =>
        Nullable.GetUnderlyingType(property.Type) is null && codec is ScalarCodec { Default: { } shared }
            ? PostgresForm.From(codec.Kind, shared) switch
            {
                string text => $" DEFAULT '{text}'",
                bool flag => flag ? " DEFAULT TRUE" : " DEFAULT FALSE",
                var number => FormattableString.Invariant($" DEFAULT {number}"),
            }
            : "";

    private async Task AddVectorAsync(List<StoredColumn> stored, VectorPropertyModel property, int ordinal)
    {
        var measure = VectorMeasure.For(property.DistanceFunction);
        if (format == PostgresVectorFormat.Pgvector)
            await EnsurePgvectorAsync().ConfigureAwait(false);

        var column = SqlName.Column(property.StorageName, ordinal, stored.Select(static other => other.Column));
        var type = format == PostgresVectorFormat.Pgvector ? FormattableString.Invariant($"vector({property.Dimensions})") : "real[]";
        await session.ExecuteAsync(
            $"ALTER TABLE {_records} ADD COLUMN {SqlName.Quote(column)} {type}, ADD COLUMN {SqlName.Quote(SqlName.Space(ordinal))} bigint, ADD COLUMN {SqlName.Quote(SqlName.Source(ordinal))} text").ConfigureAwait(false);
        if (format == PostgresVectorFormat.Pgvector && PgvectorOperator.For(measure).IndexSql(property, SqlName.Quote(column)) is { } index)
            await session.ExecuteAsync($"CREATE INDEX ON {_records} {index}").ConfigureAwait(false);
        await RecordAsync(stored, new(ordinal, property.StorageName, column, StoredColumn.Vector, "vector", property.Dimensions, measure.Name, format.ToString(), IsFullText: false)).ConfigureAwait(false);
    }

    private async Task EnsurePgvectorAsync()
    {
        if (await session.ScalarAsync("SELECT 1 FROM pg_extension WHERE extname = 'vector'").ConfigureAwait(false) is not null)
            return;
        if (await session.ScalarAsync("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'").ConfigureAwait(false) is null)
            throw new InvalidDataException($"This PostgreSQL has no pgvector: install the extension on its machine, or set {nameof(PostgresVectorStoreOptions)}.{nameof(PostgresVectorStoreOptions.VectorFormat)} to {nameof(PostgresVectorFormat.RealArray)}.");
        try
        {
            await session.ExecuteAsync("CREATE EXTENSION IF NOT EXISTS vector").ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new InvalidDataException("The extension pgvector is installed, but this user may not add it to the database: let an administrator run 'CREATE EXTENSION vector' there.", exception);
        }
    }

    private async Task RecordAsync(List<StoredColumn> stored, StoredColumn column)
    {
        await session.ExecuteAsync(
            $"INSERT INTO {StoreTables.Columns(session)} (collection, ordinal, name, column_name, kind, type, dimensions, distance, format, full_text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            collection, column.Ordinal, column.Name, column.Column, column.Kind, column.Type, column.Dimensions,
            PostgresSession.Parameter(column.Distance, NpgsqlTypes.NpgsqlDbType.Text), PostgresSession.Parameter(column.Format, NpgsqlTypes.NpgsqlDbType.Text), column.IsFullText).ConfigureAwait(false);
        stored.Add(column);
    }
}
