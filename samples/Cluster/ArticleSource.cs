using System.Globalization;
using System.Runtime.CompilerServices;
using SK.EmbeddingGemma;

namespace Cluster;

/// <summary>Documents as a table or a bucket would give them: divided into partitions, each read on from any position.</summary>
internal sealed class ArticleSource(int documents) : IIndexingSource<Article>
{
    private const int Partitions = 16;

    private static readonly string[] Places = ["harbour", "library", "station", "market", "museum", "garden", "school", "bridge"];
    private static readonly string[] Events = ["opens at night", "is being repaired", "was sold", "has a new roof", "closes in winter", "shows old maps", "needs helpers"];
    private static readonly string[] Colours = ["red", "blue", "green", "white", "grey"];

    public Task<IReadOnlyList<string>> GetPartitionsAsync(string job, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. Enumerable.Range(0, Partitions).Select(static partition => partition.ToString(CultureInfo.InvariantCulture))]);

    public async IAsyncEnumerable<IndexingDocument<Article>> ReadAsync(string partition, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        var first = after is null ? int.Parse(partition, CultureInfo.InvariantCulture) : int.Parse(after, CultureInfo.InvariantCulture) + Partitions;
        for (var id = first; id < documents; id += Partitions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = id.ToString(CultureInfo.InvariantCulture);
            yield return IndexingDocument<Article>.Create(name, name, Of(id));
        }
    }

    /// <summary>The document of a number.</summary>
    public static Article Of(int id) => new()
    {
        Id = id,
        Title = $"Note {id}",
        Text = $"The {Colours[id % 5]} {Places[id % 8]} number {id} {Events[id % 7]}.",
    };
}
