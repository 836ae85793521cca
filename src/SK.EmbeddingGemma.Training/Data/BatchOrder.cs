using SK.EmbeddingGemma.Modules;

namespace SK.EmbeddingGemma.Data;

/// <summary>
/// Which examples are in which batch: each batch is of one data set, chosen in proportion to the sets' weights, and takes the next examples of the set's order, which is another in each epoch. All
/// of it hangs on the seed alone, so a run that goes on finds its place by the number of the batch. Not thread-safe.
/// </summary>
/// <param name="sets">The data sets.</param>
/// <param name="batchSize">The examples of a batch; sets with fewer give all they have.</param>
/// <param name="seed">The seed.</param>
internal sealed class BatchOrder(IReadOnlyList<ExampleSet> sets, int batchSize, ulong seed)
{
    private const int ChoicePlace = -1, OrderPlace = -2;

    private readonly double[] _weights = [.. sets.Select(set => set.Set.Weight ?? set.Count)];
    private readonly long[] _batches = new long[sets.Count];
    private readonly Dictionary<(int Set, int Epoch), int[]> _orders = [];
    private long _next;

    /// <summary>Goes to a batch.</summary>
    public void MoveTo(long batch)
    {
        if (batch < _next)
        {
            _next = 0;
            Array.Clear(_batches);
        }

        while (_next < batch)
            _batches[ChooseSet(_next++)]++;
    }

    /// <summary>Returns the next batch.</summary>
    public IReadOnlyList<TrainingExample> Next()
    {
        var set = ChooseSet(_next++);
        var first = _batches[set]++ * SizeOf(set);
        return [.. Enumerable.Range(0, SizeOf(set)).Select(place => At(set, first + place))];
    }

    private int SizeOf(int set) => Math.Min(batchSize, sets[set].Count);

    private TrainingExample At(int set, long place)
    {
        var (epoch, within) = ((int)(place / sets[set].Count), (int)(place % sets[set].Count));
        if (!_orders.TryGetValue((set, epoch), out var order))
        {
            foreach (var old in _orders.Keys.Where(key => key.Set == set && key.Epoch < epoch - 1).ToList())
                _orders.Remove(old);
            _orders[(set, epoch)] = order = SeededNumbers.At(seed, OrderPlace, set, epoch).Permutation(sets[set].Count);
        }

        return sets[set].At(order[within], seed, epoch);
    }

    private int ChooseSet(long batch)
    {
        var rest = SeededNumbers.At(seed, ChoicePlace, batch).NextUnit() * _weights.Sum();
        for (var set = 0; set < sets.Count - 1; set++)
        {
            rest -= _weights[set];
            if (rest < 0)
                return set;
        }

        return sets.Count - 1;
    }
}
