using System.Collections.Concurrent;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.Databases;
using SK.EmbeddingGemma.Layouts;
using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.Spaces;

/// <summary>Guards that the vectors of a property are all of one space, whichever machine writes them. One for each collection of a caller; thread-safe.</summary>
internal sealed class VectorSpaces(string collection)
{
    // An answer is kept: a generator reads its model's files for it. It has none before its model is downloaded.
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>Gets the space of a property's generator; <see langword="null"/> where it is not known, or not yet.</summary>
    public string? Current(VectorColumn column)
    {
        if (_known.TryGetValue(column.Property.ModelName, out var known))
            return known;
        return GeneratorSpace.Of(column.Property) is { } current ? _known.GetOrAdd(column.Property.ModelName, current) : null;
    }

    /// <summary>Refuses a search with vectors of another space, and one in the middle of a migration.</summary>
    /// <exception cref="VectorSpaceMismatchException">The spaces differ.</exception>
    /// <exception cref="VectorStoreException">A migration is unfinished.</exception>
    public async Task CheckSearchAsync(PostgresSession session, CollectionLayout layout, VectorColumn column)
    {
        var state = await VectorSpaceState.ReadAsync(session, layout, column).ConfigureAwait(false);
        if (state.Target is not null)
        {
            throw new VectorStoreException($"The vectors of property '{column.Property.ModelName}' in collection '{collection}' are being migrated to another model, and the migration is unfinished: resume it with ReembedAsync, then search.")
            {
                VectorStoreSystemName = PostgresFault.SystemName,
                CollectionName = collection,
            };
        }

        if (state.Space is { } stored && Current(column) is { } current && !GeneratorSpace.AreCompatible(stored, current))
            throw Mismatch(column, stored, current);
    }

    /// <summary>Refuses generated vectors of another space.</summary>
    /// <returns>The number of the space they are of; <see langword="null"/> where it is not known, or not kept yet.</returns>
    /// <exception cref="VectorSpaceMismatchException">The spaces differ.</exception>
    public async Task<long?> CheckUpsertAsync(PostgresSession session, CollectionLayout layout, VectorColumn column)
    {
        if (!IsGuarded(column) || Current(column) is not { } current)
            return null;

        var state = await VectorSpaceState.ReadAsync(session, layout, column).ConfigureAwait(false);
        var (expected, number) = state.Target is { } target ? (target, state.TargetNumber) : (state.Space, state.SpaceNumber);
        if (expected is null)
            return null;
        if (GeneratorSpace.AreCompatible(expected, current))
            return number;
        if (await HasVectorsAsync(session, layout, column).ConfigureAwait(false))
            throw Mismatch(column, expected, current);
        return null;
    }

    /// <summary>Keeps the spaces of the current generators where a collection has no vectors of known ones yet. Others wait for the end of the transaction.</summary>
    /// <exception cref="VectorSpaceMismatchException">There are vectors of other spaces.</exception>
    public async Task<bool> ClaimAsync(PostgresSession session, CollectionLayout layout)
    {
        await StoreTables.LockVectorsAsync(session, layout.Collection, exclusively: true).ConfigureAwait(false);
        foreach (var column in layout.Vectors.Where(IsGuarded))
        {
            if (Current(column) is { } current && await CheckUpsertAsync(session, layout, column).ConfigureAwait(false) is null)
                await VectorSpaceState.WriteAsync(session, layout, column, await VectorSpaceState.NumberAsync(session, current).ConfigureAwait(false), null).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Returns whether the vectors of a property are generated, and their space is known.</summary>
    public bool IsToBeKept(VectorColumn column) => IsGuarded(column) && Current(column) is not null;

    private static bool IsGuarded(VectorColumn column) => !SupportedTypes.IsVector(column.Property.Type);

    private static async Task<bool> HasVectorsAsync(PostgresSession session, CollectionLayout layout, VectorColumn column) =>
        await session.ScalarAsync($"SELECT 1 FROM {layout.Table} WHERE {column.Space} IS NOT NULL AND {column.Sql} IS NOT NULL LIMIT 1").ConfigureAwait(false) is not null;

    private VectorSpaceMismatchException Mismatch(VectorColumn column, string stored, string current) => new(
        $"The vectors of property '{column.Property.ModelName}' in collection '{collection}' are of the space '{stored}', but the generator gives vectors of '{current}': scores between the two mean nothing. "
        + "Use the generator of the stored vectors, or make all vectors anew with ReembedAsync.",
        stored,
        current)
    {
        VectorStoreSystemName = PostgresFault.SystemName,
        CollectionName = collection,
    };
}
