using System.Globalization;
using System.Runtime.CompilerServices;

namespace SK.EmbeddingGemma.Jobs;

/// <summary>Documents with numbers, divided evenly; some can be unreadable.</summary>
internal sealed class NumberSource(int partitions, int documents) : IIndexingSource<Numbered>
{
    public HashSet<int> Unreadable { get; init; } = [];

    public Task<IReadOnlyList<string>> GetPartitionsAsync(string job, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. Enumerable.Range(0, partitions).Select(static partition => $"part/{partition}")]);

    public async IAsyncEnumerable<IndexingDocument<Numbered>> ReadAsync(string partition, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        var first = int.Parse(partition.Split('/')[1], CultureInfo.InvariantCulture);
        for (var number = after is null ? first : int.Parse(after, CultureInfo.InvariantCulture) + partitions; number < documents; number += partitions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var position = number.ToString(CultureInfo.InvariantCulture);
            yield return Unreadable.Contains(number)
                ? IndexingDocument<Numbered>.Unreadable($"doc {number}", position, "The file is empty.")
                : IndexingDocument<Numbered>.Create($"doc {number}", position, new Numbered { Id = number, Text = $"document number {number}" });
        }
    }
}
