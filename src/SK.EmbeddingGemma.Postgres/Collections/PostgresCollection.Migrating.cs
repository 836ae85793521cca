using SK.EmbeddingGemma.Databases;
using SK.EmbeddingGemma.Records;
using SK.EmbeddingGemma.Spaces;

namespace SK.EmbeddingGemma.Collections;

/// <content>Migration to another model.</content>
internal sealed partial class PostgresCollection<TKey, TRecord>
{
    /// <inheritdoc/>
    Task<long> IReembedding<TRecord>.BeginAsync(CancellationToken cancellationToken) =>
        _database.WriteAsync("Reembed", Name, async session => await (await MigrationAsync(session).ConfigureAwait(false)).BeginAsync().ConfigureAwait(false), cancellationToken);

    /// <inheritdoc/>
    Task<IReadOnlyList<TRecord>> IReembedding<TRecord>.NextAsync(int count, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<TRecord>>(
            "Reembed",
            Name,
            async session =>
            {
                var migration = await MigrationAsync(session).ConfigureAwait(false);
                var stale = await migration.StaleAsync(count).ConfigureAwait(false);
                var records = await (await ReaderAsync(session, includeVectors: true).ConfigureAwait(false)).FindAsync(stale.Select(static item => item.Id)).ConfigureAwait(false);
                foreach (var (id, sources) in stale)
                    migration.RestoreSources(records[id], sources);
                return [.. stale.Select(item => records[item.Id])];
            },
            cancellationToken);

    /// <inheritdoc/>
    Task<bool> IReembedding<TRecord>.CompleteAsync(CancellationToken cancellationToken) =>
        _database.WriteAsync("Reembed", Name, async session => await (await MigrationAsync(session).ConfigureAwait(false)).CompleteAsync().ConfigureAwait(false), cancellationToken);

    private async Task<SpaceMigration> MigrationAsync(PostgresSession session) => new(session, await _schema.FindAsync(session).ConfigureAwait(false), _spaces.Guard);
}
