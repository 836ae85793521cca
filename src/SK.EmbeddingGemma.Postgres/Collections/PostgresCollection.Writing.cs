using SK.EmbeddingGemma.Databases;
using SK.EmbeddingGemma.Layouts;
using SK.EmbeddingGemma.Records;
using SK.EmbeddingGemma.Rows;

namespace SK.EmbeddingGemma.Collections;

/// <content>Writing.</content>
internal sealed partial class PostgresCollection<TKey, TRecord>
{
    /// <summary>How often a collection without vectors is taken for the models of a caller, before others that take it for theirs win.</summary>
    private const int ClaimAttempts = 5;

    /// <inheritdoc/>
    protected override Task CheckUpsertAsync(CancellationToken cancellationToken) => _database.ReadAsync("Upsert", Name, CheckSpacesAsync, cancellationToken);

    /// <inheritdoc/>
    protected override async Task WriteAsync(object[] records, IReadOnlyList<RecordVectors> vectors, CancellationToken cancellationToken)
    {
        for (var attempt = 1; !await _database.WriteAsync("Upsert", Name, session => TryUpsertAsync(session, records, vectors), cancellationToken).ConfigureAwait(false); attempt++)
        {
            if (attempt == ClaimAttempts)
                throw PostgresFault.Create($"Others with other models took the empty collection '{Name}' again and again: let one of them write to it.", _database.Name, "Upsert", Name);
            await _database.WriteAsync("Upsert", Name, ClaimAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override Task RemoveAsync(object[] keys, CancellationToken cancellationToken) => _database.WriteAsync(
        "Delete", Name, async session => await new RecordWriter(session, await _schema.FindAsync(session).ConfigureAwait(false)).DeleteAsync(keys).ConfigureAwait(false), cancellationToken);

    private async Task<bool> CheckSpacesAsync(PostgresSession session)
    {
        var layout = await _schema.FindAsync(session).ConfigureAwait(false);
        foreach (var column in layout.Vectors)
            await _spaces.CheckUpsertAsync(session, layout, column).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> ClaimAsync(PostgresSession session) =>
        await _spaces.ClaimAsync(session, await _schema.FindAsync(session).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Writes records; returns whether it did: not where the space of a generator, which is known once it has made vectors, is not kept yet.</summary>
    private async Task<bool> TryUpsertAsync(PostgresSession session, object[] records, IReadOnlyList<RecordVectors> vectors)
    {
        var layout = await LockedAsync(session).ConfigureAwait(false);
        var spaces = new long?[layout.Vectors.Count];
        for (var index = 0; index < spaces.Length; index++)
        {
            spaces[index] = await _spaces.CheckUpsertAsync(session, layout, layout.Vectors[index]).ConfigureAwait(false);
            if (spaces[index] is null && _spaces.Guard.CurrentOfGuarded(layout.Vectors[index].Property) is not null)
                return false;
        }

        await new RecordWriter(session, layout).UpsertAsync(records, vectors, spaces, _options.KeepSourceText).ConfigureAwait(false);
        return true;
    }

    /// <summary>Finds the collection, which nobody deletes and whose spaces nobody changes until the transaction ends.</summary>
    private async Task<CollectionLayout> LockedAsync(PostgresSession session)
    {
        var seen = await _schema.FindAsync(session).ConfigureAwait(false);
        await StoreTables.LockVectorsAsync(session, seen.Collection, exclusively: false).ConfigureAwait(false);
        var layout = await _schema.FindAsync(session).ConfigureAwait(false);
        return layout.Collection == seen.Collection ? layout : throw new InvalidDataException($"The collection '{Name}' was deleted and made anew just now: repeat the operation.");
    }
}
