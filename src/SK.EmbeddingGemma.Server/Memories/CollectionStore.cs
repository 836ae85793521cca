using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.Server.Readiness;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Memories;

/// <summary>The collections of the SQLite store, each a text memory. Thread-safe.</summary>
internal sealed class CollectionStore : IDisposable
{
    private readonly ConcurrentDictionary<string, TextMemory> _memories = new(StringComparer.Ordinal); // only those that exist
    private readonly ModelReadiness _readiness;
    private readonly SqliteVectorStore _store;

    public CollectionStore(IOptions<EmbeddingGemmaServerOptions> options, ModelReadiness readiness)
    {
        _readiness = readiness;
        _store = new(options.Value.StorePath ?? throw new InvalidOperationException("There is no store: set StorePath."));
    }

    /// <summary>Returns the names.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        List<string> names = [];
        await foreach (var name in _store.ListCollectionNamesAsync(cancellationToken).ConfigureAwait(false))
            names.Add(name);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>Returns whether there is a collection.</summary>
    public Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) => _store.CollectionExistsAsync(name, cancellationToken);

    /// <summary>Creates a collection where it is missing.</summary>
    /// <returns>Whether it was.</returns>
    /// <exception cref="RequestFaultException">It is there, but not for this model.</exception>
    public async Task<bool> CreateAsync(string name, CancellationToken cancellationToken)
    {
        var isNew = !await ExistsAsync(name, cancellationToken).ConfigureAwait(false);
        await OpenAsync(name, cancellationToken).ConfigureAwait(false);
        return isNew;
    }

    /// <summary>Returns a collection that exists.</summary>
    /// <exception cref="RequestFaultException">There is none of that name, or it is not for this model.</exception>
    public async Task<TextMemory> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(name, cancellationToken).ConfigureAwait(false))
            throw Missing();
        return await OpenAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a collection with all its texts.</summary>
    /// <exception cref="RequestFaultException">There is none of that name.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(name, cancellationToken).ConfigureAwait(false))
            throw Missing();
        await _store.EnsureCollectionDeletedAsync(name, cancellationToken).ConfigureAwait(false);
        _memories.TryRemove(name, out _); // what is made anew must be opened anew
    }

    public void Dispose()
    {
        foreach (var memory in _memories.Values)
            memory.Dispose();
        _store.Dispose();
    }

    private async Task<TextMemory> OpenAsync(string name, CancellationToken cancellationToken)
    {
        var memory = MemoryOf(name);
        try
        {
            await memory.OpenAsync(cancellationToken).ConfigureAwait(false);
            return memory;
        }
        catch (Exception other) when (other is VectorSpaceMismatchException or VectorStoreException { InnerException: InvalidDataException })
        {
            throw new RequestFaultException(
                FaultKind.Conflict, "The collection was made with another model, other prompts or other dimensions, or by another program: choose another name, delete it, or serve that model.", "name");
        }
    }

    private TextMemory MemoryOf(string name) => _memories.GetOrAdd(name, key => new(_store, _readiness.Require().Generator, new() { CollectionName = key }));

    private static RequestFaultException Missing() => new(FaultKind.NotFound, "There is no collection of that name: create it with PUT /v1/memory/collections/{name}.", "name");
}
