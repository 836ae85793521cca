using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Guards that the vectors of a property are all of one space. One for each collection of a caller; thread-safe.</summary>
internal sealed class VectorSpaces(string collection)
{
    /// <summary>Gets what decides.</summary>
    public VectorSpaceGuard Guard { get; } = new(SqliteFault.SystemName, collection);

    /// <summary>Refuses a search with vectors of another space, and one in the middle of a migration.</summary>
    /// <exception cref="VectorSpaceMismatchException">The spaces differ.</exception>
    /// <exception cref="VectorStoreException">A migration is unfinished.</exception>
    public void CheckSearch(SqliteSession session, CollectionLayout layout, VectorColumn column) => Guard.CheckSearch(column.Property, VectorSpaceTable.Read(session, layout, column));

    /// <summary>Gets the number of the space for generated vectors that are about to be written, which is kept if they are the first; <see langword="null"/> where it is not known.</summary>
    /// <exception cref="VectorSpaceMismatchException">The spaces differ.</exception>
    public long? ForUpsert(SqliteSession session, CollectionLayout layout, VectorColumn column)
    {
        if (Guard.CurrentOfGuarded(column.Property) is not { } current)
            return null;
        if (CheckUpsert(session, layout, column) is { } kept)
            return kept;
        var added = VectorSpaceTable.Number(session, current);
        VectorSpaceTable.Write(session, layout, column, added, null);
        return added;
    }

    /// <summary>Refuses generated vectors of another space, and writes nothing.</summary>
    /// <returns>The number of the space they are of; <see langword="null"/> where it is not known, or not kept yet.</returns>
    /// <exception cref="VectorSpaceMismatchException">The spaces differ.</exception>
    public long? CheckUpsert(SqliteSession session, CollectionLayout layout, VectorColumn column)
    {
        if (Guard.CurrentOfGuarded(column.Property) is not { } current)
            return null;
        var state = VectorSpaceTable.Read(session, layout, column);
        if (state.Expected is not { } expected)
            return null;
        if (GeneratorSpace.AreCompatible(expected, current))
            return state.ExpectedNumber;
        return HasVectors(session, column) ? throw Guard.Mismatch(column.Property, expected, current) : null;
    }

    private static bool HasVectors(SqliteSession session, VectorColumn column) => session.Scalar($"SELECT 1 FROM {column.Table} WHERE space IS NOT NULL LIMIT 1") is not null;
}
