using System.Collections.Concurrent;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Guards that the vectors of a property are all of one space. One for each collection of a caller; thread-safe.</summary>
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
    public void CheckSearch(SqliteSession session, CollectionLayout layout, VectorColumn column)
    {
        var state = VectorSpaceState.Read(session, layout, column);
        if (state.Target is not null)
        {
            throw new VectorStoreException($"The vectors of property '{column.Property.ModelName}' in collection '{collection}' are being migrated to another model, and the migration is unfinished: resume it with ReembedAsync, then search.")
            {
                VectorStoreSystemName = SqliteFault.SystemName,
                CollectionName = collection,
            };
        }

        if (state.Space is { } stored && Current(column) is { } current && !GeneratorSpace.AreCompatible(stored, current))
            throw Mismatch(column, stored, current);
    }

    /// <summary>Gets the number of the space for generated vectors that are about to be written, which is kept if they are the first; <see langword="null"/> where it is not known.</summary>
    /// <exception cref="VectorSpaceMismatchException">The spaces differ.</exception>
    public long? ForUpsert(SqliteSession session, CollectionLayout layout, VectorColumn column)
    {
        if (SupportedTypes.IsVector(column.Property.Type) || Current(column) is not { } current)
            return null;

        var state = VectorSpaceState.Read(session, layout, column);
        var (expected, number) = state.Target is { } target ? (target, state.TargetNumber) : (state.Space, state.SpaceNumber);
        if (expected is not null && GeneratorSpace.AreCompatible(expected, current))
            return number;
        if (expected is not null && HasVectors(session, column))
            throw Mismatch(column, expected, current);

        var added = VectorSpaceState.Number(session, current);
        VectorSpaceState.Write(session, layout, column, added, null);
        return added;
    }

    /// <summary>Refuses what <see cref="ForUpsert"/> would refuse, and writes nothing.</summary>
    /// <exception cref="VectorSpaceMismatchException">The spaces differ.</exception>
    public void CheckUpsert(SqliteSession session, CollectionLayout layout, VectorColumn column)
    {
        if (SupportedTypes.IsVector(column.Property.Type) || Current(column) is not { } current)
            return;
        var state = VectorSpaceState.Read(session, layout, column);
        if ((state.Target ?? state.Space) is { } expected && !GeneratorSpace.AreCompatible(expected, current) && HasVectors(session, column))
            throw Mismatch(column, expected, current);
    }

    private static bool HasVectors(SqliteSession session, VectorColumn column) => session.Scalar($"SELECT 1 FROM {column.Table} WHERE space IS NOT NULL LIMIT 1") is not null;

    private VectorSpaceMismatchException Mismatch(VectorColumn column, string stored, string current) => new(
        $"The vectors of property '{column.Property.ModelName}' in collection '{collection}' are of the space '{stored}', but the generator gives vectors of '{current}': scores between the two mean nothing. "
        + "Use the generator of the stored vectors, or make all vectors anew with ReembedAsync.",
        stored,
        current)
    {
        VectorStoreSystemName = SqliteFault.SystemName,
        CollectionName = collection,
    };
}
