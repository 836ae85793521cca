namespace SK.EmbeddingGemma.Scoring;

/// <summary>
/// Keeps the best of many scored items in a heap of fixed size, its worst on top. Of equal scores the item with the lower order is the better, so that a
/// result never depends on how the items came. Not thread-safe: one for each thread, then <see cref="AddAll"/>.
/// </summary>
internal sealed class BestResults<T>
{
    private readonly bool _higherIsBetter;
    private readonly int _capacity;
    private readonly List<ScoredItem<T>> _heap;

    /// <summary>Makes an empty heap.</summary>
    /// <param name="capacity">How many items are kept: at least 0.</param>
    /// <param name="higherIsBetter">Whether the higher of two scores is the better.</param>
    public BestResults(int capacity, bool higherIsBetter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _capacity = capacity;
        _higherIsBetter = higherIsBetter;
        _heap = new(Math.Min(capacity, 1024));
    }

    /// <summary>Gets the number of items kept.</summary>
    public int Count => _heap.Count;

    /// <summary>Returns whether an item would be kept, so that it need not be made in vain.</summary>
    public bool Accepts(double score, long order) => _heap.Count < _capacity || (_capacity > 0 && IsBetter(score, order, _heap[0]));

    /// <summary>Keeps an item if it is among the best so far.</summary>
    public void Add(double score, long order, T item)
    {
        if (!Accepts(score, order))
            return;

        var added = new ScoredItem<T>(score, order, item);
        if (_heap.Count < _capacity)
        {
            _heap.Add(added);
            Rise(_heap.Count - 1);
        }
        else
        {
            _heap[0] = added;
            Sink(0);
        }
    }

    /// <summary>Adds what another heap kept.</summary>
    public void AddAll(BestResults<T> other)
    {
        foreach (var item in other._heap)
            Add(item.Score, item.Order, item.Item);
    }

    /// <summary>Returns the items kept, the best first.</summary>
    public List<ScoredItem<T>> ToSorted()
    {
        List<ScoredItem<T>> sorted = [.. _heap];
        sorted.Sort((left, right) => IsBetter(left.Score, left.Order, right) ? -1 : IsBetter(right.Score, right.Order, left) ? 1 : 0);
        return sorted;
    }

    private bool IsBetter(double score, long order, in ScoredItem<T> other)
    {
        if (score == other.Score)
            return order < other.Order;
        return _higherIsBetter ? score > other.Score : score < other.Score;
    }

    private bool IsWorse(int left, int right) => IsBetter(_heap[right].Score, _heap[right].Order, _heap[left]);

    private void Rise(int index)
    {
        while (index > 0)
        {
            var parent = (index - 1) / 2;
            if (!IsWorse(index, parent))
                return;
            (_heap[index], _heap[parent]) = (_heap[parent], _heap[index]);
            index = parent;
        }
    }

    private void Sink(int index)
    {
        while (true)
        {
            var (worst, left) = (index, (2 * index) + 1);
            if (left < _heap.Count && IsWorse(left, worst))
                worst = left;
            if (left + 1 < _heap.Count && IsWorse(left + 1, worst))
                worst = left + 1;
            if (worst == index)
                return;
            (_heap[index], _heap[worst]) = (_heap[worst], _heap[index]);
            index = worst;
        }
    }
}
