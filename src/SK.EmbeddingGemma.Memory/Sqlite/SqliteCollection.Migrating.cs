using SK.EmbeddingGemma.Records;
using SK.EmbeddingGemma.Sqlite;

namespace SK.EmbeddingGemma;

/// <content>Migration to another model.</content>
internal sealed partial class SqliteCollection<TKey, TRecord>
{
    /// <inheritdoc/>
    Task<long> IReembedding<TRecord>.BeginAsync(CancellationToken cancellationToken) =>
        _database.WriteAsync("Reembed", Name, session => Migration(session).Begin(), cancellationToken);

    /// <inheritdoc/>
    Task<IReadOnlyList<TRecord>> IReembedding<TRecord>.NextAsync(int count, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<TRecord>>(
            "Reembed",
            Name,
            session =>
            {
                var migration = Migration(session);
                var reader = Reader(session, includeVectors: true);
                List<TRecord> records = [];
                foreach (var id in migration.Stale(count))
                {
                    var record = reader.Find(id)!;
                    migration.RestoreSources(record, id);
                    records.Add(record);
                }

                return records;
            },
            cancellationToken);

    /// <inheritdoc/>
    Task<bool> IReembedding<TRecord>.CompleteAsync(CancellationToken cancellationToken) =>
        _database.WriteAsync("Reembed", Name, session => Migration(session).Complete(), cancellationToken);

    private SpaceMigration Migration(SqliteSession session) => new(session, _schema.Find(session), _spaces.Guard);
}
