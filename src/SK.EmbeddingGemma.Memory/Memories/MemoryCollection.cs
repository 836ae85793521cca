using System.Linq.Expressions;
using System.Numerics.Tensors;
using Microsoft.Extensions.VectorData;
using Record = System.Collections.Generic.Dictionary<string, object?>;

namespace SK.EmbeddingGemma.Memories;

/// <summary>The collection that a memory lives in. As thread-safe as the store.</summary>
/// <param name="collection">The collection.</param>
/// <param name="space">What vectors must share to be compared.</param>
internal sealed class MemoryCollection(VectorStoreCollection<object, Record> collection, string space)
{
    /// <summary>The most records a store is asked for at once: all there are.</summary>
    private const int All = 10_000_000;

    private static readonly RecordRetrievalOptions WithoutVector = new() { IncludeVectors = false };

    /// <summary>Creates the collection where it is missing, and refuses one with vectors of another space.</summary>
    /// <exception cref="VectorSpaceMismatchException">The vectors in it cannot be compared with this model's.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await collection.EnsureCollectionExistsAsync(cancellationToken).ConfigureAwait(false);
        var others = collection.GetAsync(record => (string)record[MemoryFields.Space]! != space, 1, cancellationToken: cancellationToken);
        await foreach (var other in others.ConfigureAwait(false))
        {
            throw new VectorSpaceMismatchException(
                $"The memory in collection '{collection.Name}' was made with another model, or other prompts or dimensions: its vectors cannot be compared with this generator's. "
                + "Use that model, choose another CollectionName, or delete the collection and remember anew.",
                (string)other[MemoryFields.Space]!,
                space);
        }
    }

    /// <summary>Returns the documents of a folder that are wholly stored, by their paths in it.</summary>
    public async Task<Dictionary<string, StoredDocument>> ListAsync(string root, CancellationToken cancellationToken)
    {
        var documents = new Dictionary<string, StoredDocument>(StringComparer.Ordinal);
        var firsts = collection.GetAsync(record => (string)record[MemoryFields.Root]! == root && (int)record[MemoryFields.Index]! == 0, All, cancellationToken: cancellationToken);
        await foreach (var record in firsts.ConfigureAwait(false))
            documents[(string)record[MemoryFields.Source]!] = MemoryFields.ReadDocument(record);
        return documents;
    }

    /// <summary>Returns what is stored of a document, or <see langword="null"/>.</summary>
    public async Task<StoredDocument?> FindAsync(string key, CancellationToken cancellationToken) =>
        await collection.GetAsync(MemoryFields.KeyOf(key, 0), WithoutVector, cancellationToken).ConfigureAwait(false) is { } record ? MemoryFields.ReadDocument(record) : null;

    /// <summary>Stores documents in one step, in place of what is there of them.</summary>
    /// <param name="documents">The documents, each with the vectors of its parts and how many parts of an earlier version there are.</param>
    /// <param name="cancellationToken">Ends the work before the next step.</param>
    public async Task StoreAsync(IReadOnlyList<(MemoryDocument Document, IReadOnlyList<ReadOnlyMemory<float>> Vectors, int Replaced)> documents, CancellationToken cancellationToken)
    {
        // What becomes superfluous goes first: if the run ends in between, the old hash in the first part has the document done again.
        List<object> superfluous = [];
        List<Record> records = [];
        foreach (var (document, vectors, replaced) in documents)
        {
            for (var index = document.Chunks.Count; index < replaced; index++)
                superfluous.Add(MemoryFields.KeyOf(document.Key, index));
            for (var index = 0; index < document.Chunks.Count; index++)
                records.Add(MemoryFields.Write(document, index, space, vectors[index]));
        }

        if (superfluous.Count > 0)
            await collection.DeleteAsync(superfluous, cancellationToken).ConfigureAwait(false);
        await collection.UpsertAsync(records, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a document, its first part last: what is interrupted can be done again.</summary>
    public async Task DeleteAsync(StoredDocument document, CancellationToken cancellationToken)
    {
        var keys = Enumerable.Range(0, document.Count).Reverse().Select(index => (object)MemoryFields.KeyOf(document.Key, index));
        await collection.DeleteAsync(keys, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes all of a source.</summary>
    /// <returns>The number of documents.</returns>
    public async Task<int> DeleteSourceAsync(string source, CancellationToken cancellationToken)
    {
        List<StoredDocument> documents = [];
        var firsts = collection.GetAsync(record => (string)record[MemoryFields.Source]! == source && (int)record[MemoryFields.Index]! == 0, All, cancellationToken: cancellationToken);
        await foreach (var record in firsts.ConfigureAwait(false))
            documents.Add(MemoryFields.ReadDocument(record));
        foreach (var document in documents)
            await DeleteAsync(document, cancellationToken).ConfigureAwait(false);
        return documents.Count;
    }

    /// <summary>Returns the parts that fit a query best, the best first.</summary>
    public async Task<List<ScoredText>> SearchAsync(
        (string Text, ReadOnlyMemory<float> Vector) query, int top, RecallOptions options, bool withVectors, CancellationToken cancellationToken)
    {
        var filter = Filter(options.Source, options.Tag);
        var isHybrid = options.Ranking is RecallRanking.MeaningAndWords;
        var results = isHybrid
            ? Hybrid().HybridSearchAsync(query.Vector, Words(query.Text), top, new() { Filter = filter, IncludeVectors = true }, cancellationToken)
            : collection.SearchAsync(query.Vector, top, new() { Filter = filter, IncludeVectors = withVectors }, cancellationToken);
        List<ScoredText> found = [];
        await foreach (var result in results.ConfigureAwait(false))
        {
            var vector = result.Record.TryGetValue(MemoryFields.Vector, out var value) && value is ReadOnlyMemory<float> stored ? stored : default;
            var score = isHybrid ? TensorPrimitives.CosineSimilarity(query.Vector.Span, vector.Span) : result.Score ?? 0; // a fused score says nothing of relevance
            found.Add(new(MemoryFields.ReadText(result.Record, score), vector));
        }

        return found;
    }

    private IKeywordHybridSearchable<Record> Hybrid() =>
        collection.GetService(typeof(IKeywordHybridSearchable<Record>)) as IKeywordHybridSearchable<Record>
        ?? throw new NotSupportedException($"The store of collection '{collection.Name}' offers no hybrid search: use a SqliteVectorStore or an InMemoryVectorStore, or RecallRanking.Meaning.");

    private static string[] Words(string query) => query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Expression<Func<Record, bool>>? Filter(string? source, string? tag) => (source, tag) switch
    {
        (null, null) => null,
        (not null, null) => record => (string)record[MemoryFields.Source]! == source,
        (null, not null) => record => ((List<string>)record[MemoryFields.Tags]!).Contains(tag),
        _ => record => (string)record[MemoryFields.Source]! == source && ((List<string>)record[MemoryFields.Tags]!).Contains(tag),
    };
}
