using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Decoration;

/// <summary>A decorated collection whose inner collection has hybrid search.</summary>
internal sealed class DecoratedHybridCollection<TKey, TRecord>(VectorStoreCollection<TKey, TRecord> inner, IKeywordHybridSearchable<TRecord> hybrid, DecoratedModel model)
    : DecoratedCollection<TKey, TRecord>(inner, model), IKeywordHybridSearchable<TRecord>
    where TKey : notnull
    where TRecord : class
{
    /// <inheritdoc/>
    public IAsyncEnumerable<VectorSearchResult<TRecord>> HybridSearchAsync<TInput>(
        TInput searchValue, ICollection<string> keywords, int top, HybridSearchOptions<TRecord>? options = default, CancellationToken cancellationToken = default)
        where TInput : notnull
    {
        ArgumentNullException.ThrowIfNull(searchValue);
        ArgumentNullException.ThrowIfNull(keywords);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        return searchValue is string text && Model.Find(options?.VectorProperty) is { } property
            ? SearchTextAsync(property, text, vector => hybrid.HybridSearchAsync(vector, keywords, top, options, cancellationToken), cancellationToken)
            : hybrid.HybridSearchAsync(searchValue, keywords, top, options, cancellationToken);
    }
}
