using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.Databases;
using SK.EmbeddingGemma.Layouts;
using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.Spaces;

/// <summary>Guards that the vectors of a property are all of one space, whichever machine writes them. One for each collection of a caller; thread-safe.</summary>
internal sealed class VectorSpaces(string collection)
{
    /// <summary>Gets what decides.</summary>
    public VectorSpaceGuard Guard { get; } = new(PostgresFault.SystemName, collection);

    /// <summary>Refuses a search with vectors of another space, and one in the middle of a migration.</summary>
    /// <exception cref="VectorSpaceMismatchException">The spaces differ.</exception>
    /// <exception cref="VectorStoreException">A migration is unfinished.</exception>
    public async Task CheckSearchAsync(PostgresSession session, CollectionLayout layout, VectorColumn column) =>
        Guard.CheckSearch(column.Property, await VectorSpaceTable.ReadAsync(session, layout, column).ConfigureAwait(false));

    /// <summary>Refuses generated vectors of another space.</summary>
    /// <returns>The number of the space they are of; <see langword="null"/> where it is not known, or not kept yet.</returns>
    /// <exception cref="VectorSpaceMismatchException">The spaces differ.</exception>
    public async Task<long?> CheckUpsertAsync(PostgresSession session, CollectionLayout layout, VectorColumn column)
    {
        if (Guard.CurrentOfGuarded(column.Property) is not { } current)
            return null;
        var state = await VectorSpaceTable.ReadAsync(session, layout, column).ConfigureAwait(false);
        if (state.Expected is not { } expected)
            return null;
        if (GeneratorSpace.AreCompatible(expected, current))
            return state.ExpectedNumber;
        return await HasVectorsAsync(session, layout, column).ConfigureAwait(false) ? throw Guard.Mismatch(column.Property, expected, current) : null;
    }

    /// <summary>Keeps the spaces of the current generators where a collection has no vectors of known ones yet. Others wait for the end of the transaction.</summary>
    /// <exception cref="VectorSpaceMismatchException">There are vectors of other spaces.</exception>
    public async Task<bool> ClaimAsync(PostgresSession session, CollectionLayout layout)
    {
        await StoreTables.LockVectorsAsync(session, layout.Collection, exclusively: true).ConfigureAwait(false);
        foreach (var column in layout.Vectors)
        {
            if (Guard.CurrentOfGuarded(column.Property) is { } current && await CheckUpsertAsync(session, layout, column).ConfigureAwait(false) is null)
                await VectorSpaceTable.WriteAsync(session, layout, column, await VectorSpaceTable.NumberAsync(session, current).ConfigureAwait(false), null).ConfigureAwait(false);
        }

        return true;
    }

    private static async Task<bool> HasVectorsAsync(PostgresSession session, CollectionLayout layout, VectorColumn column) =>
        await session.ScalarAsync($"SELECT 1 FROM {layout.Table} WHERE {column.Space} IS NOT NULL AND {column.Sql} IS NOT NULL LIMIT 1").ConfigureAwait(false) is not null;
}
