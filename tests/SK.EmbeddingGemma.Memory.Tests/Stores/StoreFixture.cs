using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Stores;

/// <summary>A store that the tests of one class share; each test has collections of its own.</summary>
public abstract class StoreFixture : IAsyncLifetime
{
    private readonly RecordingGenerator _generator = new();
    private int _collections;

    /// <summary>Gets the store.</summary>
    public VectorStore Store { get; private set; } = null!;

    /// <summary>Gets what the store calls its kind.</summary>
    public abstract string SystemName { get; }

    /// <summary>Gets whether the store puts the prompts of documents and queries in front of texts.</summary>
    public virtual bool HasPrompts => false;

    /// <summary>Gets whether texts may have the character U+0000.</summary>
    public virtual bool KeepsNul => true;

    /// <summary>Gets whether vectors are compared by every function, however large or small their values are.</summary>
    public virtual bool ComparesAllVectors => true;

    /// <summary>Returns a store over what all stores of the fixture have in common, if there is something.</summary>
    /// <param name="generator">Its generator.</param>
    public abstract VectorStore Open(IEmbeddingGenerator<string, Embedding<float>> generator);

    /// <summary>Returns a name that no collection has yet.</summary>
    public string NewName() => FormattableString.Invariant($"collection{Interlocked.Increment(ref _collections)}");

    /// <summary>Creates a collection with records.</summary>
    public Task<VectorStoreCollection<TKey, TRecord>> CreateAsync<TKey, TRecord>(params IEnumerable<TRecord> records)
        where TKey : notnull
        where TRecord : class => FilledAsync(Store.GetCollection<TKey, TRecord>(NewName()), records);

    /// <summary>Creates a collection of dictionaries with records.</summary>
    public Task<VectorStoreCollection<object, Dictionary<string, object?>>> CreateDynamicAsync(
        VectorStoreCollectionDefinition definition, params IEnumerable<Dictionary<string, object?>> records) => FilledAsync(Store.GetDynamicCollection(NewName(), definition), records);

    /// <summary>Returns the vector that the generator makes of a text that is stored.</summary>
    internal float[] DocumentVector(string text, int dimensions) => RecordingGenerator.VectorOf((HasPrompts ? "title: none | text: " : "<no prompt>") + text, dimensions);

    /// <summary>Returns the vector that the generator makes of a text that is searched for.</summary>
    internal float[] QueryVector(string text, int dimensions) => RecordingGenerator.VectorOf((HasPrompts ? EmbeddingGemmaPrompt.Query.Text : "<no prompt>") + text, dimensions);

    /// <inheritdoc/>
    public ValueTask InitializeAsync()
    {
        Store = Open(_generator);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Store.Dispose();
        _generator.Dispose();
        Release();
        GC.SuppressFinalize(this);
        return default;
    }

    /// <summary>Releases what stores were opened over.</summary>
    protected virtual void Release()
    {
    }

    private static async Task<VectorStoreCollection<TKey, TRecord>> FilledAsync<TKey, TRecord>(VectorStoreCollection<TKey, TRecord> collection, IEnumerable<TRecord> records)
        where TKey : notnull
        where TRecord : class
    {
        await collection.EnsureCollectionExistsAsync();
        await collection.UpsertAsync(records);
        return collection;
    }

}
