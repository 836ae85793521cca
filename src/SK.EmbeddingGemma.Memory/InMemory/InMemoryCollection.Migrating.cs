using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.InMemory;

/// <content>Migration to another model.</content>
internal sealed partial class InMemoryCollection<TKey, TRecord>
{
    /// <inheritdoc/>
    Task<long> IReembedding<TRecord>.BeginAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<long>(Data().BeginMigration([.. Generated.Select(property => (property, SpaceOf(property)))]));
    }

    /// <inheritdoc/>
    Task<IReadOnlyList<TRecord>> IReembedding<TRecord>.NextAsync(int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<TRecord>>([.. Data().Stale(count).Select(WithTexts)]);
    }

    /// <inheritdoc/>
    Task<bool> IReembedding<TRecord>.CompleteAsync(CancellationToken cancellationToken) => Task.FromResult(Data().StaleCount == 0);

    private string SpaceOf(VectorPropertyModel property) => GeneratorSpace.Of(property) ?? throw new VectorSpaceGuard(MemoryCollections.SystemName, Name).Unknown(property);

    private TRecord WithTexts(StoredRecord stored)
    {
        var record = _mapper.CreateView(stored);
        foreach (var property in Model.VectorProperties)
        {
            if (property.PropertyInfo is { CanWrite: false } || !stored.Vectors.TryGetValue(property.StorageName, out var vector))
                continue; // it gives the text of the record's data, or has none

            property.SetValueAsObject(record, SupportedTypes.IsVector(property.Type) ? VectorValues.Create(property, [.. vector.Values]) : vector.Text);
        }

        return record;
    }
}
