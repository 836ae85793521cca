using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>The steps of a migration in the database, each within the caller's transaction.</summary>
internal sealed class SpaceMigration(SqliteSession session, CollectionLayout layout, VectorSpaceGuard guard)
{
    private List<VectorColumn> Generated { get; } = [.. layout.Vectors.Where(column => VectorSpaceGuard.IsGuarded(column.Property))];

    /// <summary>Marks the properties whose vectors are of another space; returns the number of stale records.</summary>
    public long Begin()
    {
        foreach (var column in Generated)
            Begin(column);
        return StaleCondition() is { } condition ? (long)session.Scalar($"SELECT count(*) FROM {layout.Records} AS r WHERE {condition}")! : 0;
    }

    /// <summary>Gives the numbers of some stale records.</summary>
    public List<long> Stale(int count)
    {
        List<long> ids = [];
        if (StaleCondition() is not { } condition)
            return ids;
        using var rows = session.Compile($"SELECT r._id FROM {layout.Records} AS r WHERE {condition} ORDER BY r._id LIMIT ?");
        rows.Begin((long)count);
        while (rows.Step())
            ids.Add(rows.Integer(0));
        return ids;
    }

    /// <summary>Puts the texts back from which a record's vectors were generated.</summary>
    public void RestoreSources(object record, long id)
    {
        foreach (var column in Generated)
        {
            if (column.Property.PropertyInfo is { CanWrite: false })
                continue; // it gives the text of the record's data, which is there

            var row = session.Prepare($"SELECT {column.Source} FROM {layout.Records} WHERE _id = ?").Begin(id);
            column.Property.SetValueAsObject(record, row.Step() ? row.Text(0) : null);
            row.Reset();
        }
    }

    /// <summary>Ends the migration where nothing is stale any more; returns whether that is so.</summary>
    public bool Complete()
    {
        if (Stale(1).Count > 0)
            return false;
        foreach (var column in Generated)
        {
            if (VectorSpaceTable.Read(session, layout, column) is { TargetNumber: { } target })
                VectorSpaceTable.Write(session, layout, column, target, null);
        }

        return true;
    }

    private void Begin(VectorColumn column)
    {
        var state = VectorSpaceTable.Read(session, layout, column);
        if (guard.NewTarget(column.Property, state) is not { } target)
            return;

        var without = (long)session.Scalar($"SELECT count(*) FROM {column.Table} AS v JOIN {layout.Records} AS r ON r._id = v._id WHERE r.{column.Source} IS NULL")!;
        if (without > 0)
            throw guard.WithoutSources(column.Property, without, $"{nameof(SqliteVectorStoreOptions)}.{nameof(SqliteVectorStoreOptions.KeepSourceText)}");
        VectorSpaceTable.Write(session, layout, column, state.SpaceNumber, VectorSpaceTable.Number(session, target));
    }

    private string? StaleCondition()
    {
        string[] conditions =
        [
            .. Generated
                .Select(column => (column.Table, Target: VectorSpaceTable.Read(session, layout, column).TargetNumber))
                .Where(column => column.Target is not null)
                .Select(column => FormattableString.Invariant($"EXISTS (SELECT 1 FROM {column.Table} AS v WHERE v._id = r._id AND v.space IS NOT {column.Target})")),
        ];
        return conditions.Length == 0 ? null : string.Join(" OR ", conditions);
    }
}
