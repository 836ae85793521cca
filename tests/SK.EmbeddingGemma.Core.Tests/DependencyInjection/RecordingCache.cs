using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Distributed;

namespace SK.EmbeddingGemma.DependencyInjection;

/// <summary>A cache that counts what is asked of it.</summary>
internal sealed class RecordingCache : IDistributedCache
{
    private readonly ConcurrentDictionary<string, byte[]> _entries = new();

    public int Hits { get; private set; }

    public ICollection<string> Keys => _entries.Keys;

    public byte[]? Get(string key)
    {
        var found = _entries.TryGetValue(key, out var value);
        Hits += found ? 1 : 0;
        return value;
    }

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Task.FromResult(Get(key));

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => _entries[key] = value;

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        Set(key, value, options);
        return Task.CompletedTask;
    }

    public void Refresh(string key)
    {
    }

    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    public void Remove(string key) => _entries.TryRemove(key, out _);

    public Task RemoveAsync(string key, CancellationToken token = default)
    {
        Remove(key);
        return Task.CompletedTask;
    }
}
