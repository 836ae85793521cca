using Npgsql;
using SK.EmbeddingGemma.Databases;
using SK.EmbeddingGemma.Layouts;
using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.Spaces;

/// <summary>The steps of a migration in the database, each within the caller's transaction.</summary>
internal sealed class SpaceMigration(PostgresSession session, CollectionLayout layout, VectorSpaceGuard guard)
{
    private List<VectorColumn> Generated { get; } = [.. layout.Vectors.Where(static column => VectorSpaceGuard.IsGuarded(column.Property))];

    /// <summary>Marks the properties whose vectors are of another space; returns the number of stale records.</summary>
    public async Task<long> BeginAsync()
    {
        await StoreTables.LockVectorsAsync(session, layout.Collection, exclusively: true).ConfigureAwait(false);
        foreach (var column in Generated)
            await BeginAsync(column).ConfigureAwait(false);
        return await StaleConditionAsync().ConfigureAwait(false) is { } condition
            ? (long)(await session.ScalarAsync($"SELECT count(*) FROM {layout.Table} AS r WHERE {condition}").ConfigureAwait(false))!
            : 0;
    }

    /// <summary>Gives the numbers of some stale records, and the texts from which their vectors were generated.</summary>
    public async Task<List<(long Id, string?[] Sources)>> StaleAsync(int count)
    {
        if (await StaleConditionAsync().ConfigureAwait(false) is not { } condition)
            return [];
        var sources = string.Concat(Generated.Select(static column => $", r.{column.Source}"));
        return await session.ListAsync($"SELECT r._id{sources} FROM {layout.Table} AS r WHERE {condition} ORDER BY r._id LIMIT $1", [(long)count], Read).ConfigureAwait(false);
    }

    /// <summary>Puts the texts back from which a record's vectors were generated.</summary>
    public void RestoreSources(object record, string?[] sources)
    {
        for (var index = 0; index < sources.Length; index++)
        {
            if (Generated[index].Property.PropertyInfo is not { CanWrite: false }) // else it gives the text of the record's data, which is there
                Generated[index].Property.SetValueAsObject(record, sources[index]);
        }
    }

    /// <summary>Ends the migration where nothing is stale any more; returns whether that is so.</summary>
    public async Task<bool> CompleteAsync()
    {
        await StoreTables.LockVectorsAsync(session, layout.Collection, exclusively: true).ConfigureAwait(false);
        if ((await StaleAsync(1).ConfigureAwait(false)).Count > 0)
            return false;
        foreach (var column in Generated)
        {
            if (await VectorSpaceTable.ReadAsync(session, layout, column).ConfigureAwait(false) is { TargetNumber: { } target })
                await VectorSpaceTable.WriteAsync(session, layout, column, target, null).ConfigureAwait(false);
        }

        return true;
    }

    private (long Id, string?[] Sources) Read(NpgsqlDataReader row)
    {
        var sources = new string?[Generated.Count];
        for (var index = 0; index < sources.Length; index++)
            sources[index] = row.IsDBNull(index + 1) ? null : row.GetString(index + 1);
        return (row.GetInt64(0), sources);
    }

    private async Task BeginAsync(VectorColumn column)
    {
        var state = await VectorSpaceTable.ReadAsync(session, layout, column).ConfigureAwait(false);
        if (guard.NewTarget(column.Property, state) is not { } target)
            return;

        var without = (long)(await session.ScalarAsync($"SELECT count(*) FROM {layout.Table} WHERE {column.Sql} IS NOT NULL AND {column.Source} IS NULL").ConfigureAwait(false))!;
        if (without > 0)
            throw guard.WithoutSources(column.Property, without, $"{nameof(PostgresVectorStoreOptions)}.{nameof(PostgresVectorStoreOptions.KeepSourceText)}");
        await VectorSpaceTable.WriteAsync(session, layout, column, state.SpaceNumber, await VectorSpaceTable.NumberAsync(session, target).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task<string?> StaleConditionAsync()
    {
        List<string> conditions = [];
        foreach (var column in Generated)
        {
            if ((await VectorSpaceTable.ReadAsync(session, layout, column).ConfigureAwait(false)).TargetNumber is { } target)
                conditions.Add(FormattableString.Invariant($"(r.{column.Sql} IS NOT NULL AND r.{column.Space} IS DISTINCT FROM {target})"));
        }

        return conditions.Count == 0 ? null : string.Join(" OR ", conditions);
    }
}
