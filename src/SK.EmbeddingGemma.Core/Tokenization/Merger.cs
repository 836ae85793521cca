using System.Buffers;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Merges neighbouring pieces, by rank and from the left, until none are left to merge. Immutable.</summary>
internal sealed class Merger(MergeTable merges)
{
    /// <summary>Up to here looking at all pairs for the lowest rank beats keeping a heap.</summary>
    public const int ShortLength = 48;

    /// <summary>Merges in place.</summary>
    /// <param name="ids">The pieces; at most <see cref="ShortLength"/>.</param>
    /// <returns>The number of pieces that are left, at the front of <paramref name="ids"/>.</returns>
    public int MergeShort(Span<int> ids)
    {
        var pairs = ids.Length - 1;
        Span<int> ranks = stackalloc int[ShortLength];
        for (var i = 0; i < pairs; i++)
        {
            ranks[i] = merges.RankOf(ids[i], ids[i + 1]);
        }

        while (pairs > 0)
        {
            var at = 0;
            var best = ranks[0];
            for (var i = 1; i < pairs; i++)
            {
                if (ranks[i] < best)
                {
                    best = ranks[i];
                    at = i;
                }
            }

            if (best == MergeTable.None)
            {
                break;
            }

            ids[at] = merges.ResultOf(best);
            for (var i = at + 1; i < pairs; i++)
            {
                ids[i] = ids[i + 1];
                ranks[i - 1] = ranks[i];
            }

            pairs--;
            if (at < pairs)
            {
                ranks[at] = merges.RankOf(ids[at], ids[at + 1]);
            }

            if (at > 0)
            {
                ranks[at - 1] = merges.RankOf(ids[at - 1], ids[at]);
            }
        }

        return pairs + 1;
    }

    /// <summary>Merges in place, in time proportional to n log n.</summary>
    /// <returns>The number of pieces that are left, at the front of <paramref name="ids"/>.</returns>
    public int MergeLong(Span<int> ids)
    {
        var count = ids.Length;
        var rented = ArrayPool<int>.Shared.Rent(3 * count);
        var ranks = rented.AsSpan(0, count); // of the pair that starts here; None where no piece starts any more
        var next = rented.AsSpan(count, count);
        var previous = rented.AsSpan(2 * count, count);
        var queue = new MergeQueue(count);
        for (var i = 0; i < count; i++)
        {
            (next[i], previous[i]) = (i + 1, i - 1);
            ranks[i] = i + 1 < count ? merges.RankOf(ids[i], ids[i + 1]) : MergeTable.None;
            if (ranks[i] != MergeTable.None)
            {
                queue.Push(ranks[i], i);
            }
        }

        while (queue.TryPop(out var rank, out var at))
        {
            if (ranks[at] != rank)
            {
                continue; // a neighbour has merged since
            }

            var gone = next[at];
            ids[at] = merges.ResultOf(rank);
            ranks[gone] = MergeTable.None;
            next[at] = next[gone];
            if (next[at] < count)
            {
                previous[next[at]] = at;
            }

            Rank(ids, ranks, next, at, ref queue);
            if (previous[at] >= 0)
            {
                Rank(ids, ranks, next, previous[at], ref queue);
            }
        }

        var left = 0;
        for (var i = 0; i < count; i = next[i])
        {
            ids[left++] = ids[i];
        }

        queue.Dispose();
        ArrayPool<int>.Shared.Return(rented);
        return left;
    }

    private void Rank(Span<int> ids, Span<int> ranks, Span<int> next, int at, ref MergeQueue queue)
    {
        ranks[at] = next[at] < ids.Length ? merges.RankOf(ids[at], ids[next[at]]) : MergeTable.None;
        if (ranks[at] != MergeTable.None)
        {
            queue.Push(ranks[at], at);
        }
    }
}
