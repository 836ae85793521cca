using System.Numerics.Tensors;
using SK.EmbeddingGemma.Sampling;
using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Clustering;

/// <summary>Mini-batch k-means (Sculley 2010) with the seeding, reassignment of small clusters and early stopping of scikit-learn's defaults. Not thread-safe.</summary>
internal sealed class MiniBatchKMeans
{
    private const int MostPasses = 100;
    private const int MostStepsWithoutGain = 10;
    private const double SmallestShare = 0.01;

    private readonly VectorTable _vectors;
    private readonly MersenneTwister _random;
    private readonly int _batchSize;
    private readonly VectorTable _centers;
    private readonly double[] _weights;
    private int _sinceReassignment;
    private double? _inertia;
    private double _leastInertia = double.PositiveInfinity;
    private int _withoutGain;

    /// <summary>Prepares a clustering.</summary>
    /// <param name="vectors">The vectors, at least one.</param>
    /// <param name="clusters">The number of clusters, at most that of vectors.</param>
    /// <param name="batchSize">How many vectors a step takes.</param>
    /// <param name="random">The random numbers.</param>
    public MiniBatchKMeans(VectorTable vectors, int clusters, int batchSize, MersenneTwister random)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clusters, vectors.Count);
        (_vectors, _random, _batchSize) = (vectors, random, Math.Min(batchSize, vectors.Count));
        _centers = new(clusters, vectors.Dimensions);
        _weights = new double[clusters];
    }

    /// <summary>Returns the cluster of each vector.</summary>
    public int[] Fit(CancellationToken cancellationToken)
    {
        Seed();
        var steps = MostPasses * (long)_vectors.Count / _batchSize;
        for (var step = 0; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var batch = Draw(_batchSize);
            if (HasConverged(step, Step(batch) / _batchSize))
                break;
        }

        return [.. Enumerable.Range(0, _vectors.Count).Select(row => Nearest(_vectors[row]).Center)];
    }

    private void Seed()
    {
        var size = 3 * _batchSize;
        if (size < _centers.Count)
            size = 3 * _centers.Count;
        // scikit-learn first draws the vectors that several seedings would be compared on: that there is one changes no number that follows.
        var drawn = Math.Min(size, _vectors.Count);
        Draw(drawn);
        var chosen = drawn < _vectors.Count ? _vectors.Choose(Draw(drawn)) : _vectors;
        var places = CenterSeeding.Choose(chosen, _centers.Count, _random);
        for (var center = 0; center < places.Length; center++)
            chosen[places[center]].CopyTo(_centers[center]);
    }

    private int[] Draw(int count)
    {
        var drawn = new int[count];
        for (var i = 0; i < count; i++)
            drawn[i] = _random.NextUpTo(_vectors.Count - 1);
        return drawn;
    }

    private double Step(int[] batch)
    {
        var inertia = 0.0;
        var nearest = new int[batch.Length];
        for (var i = 0; i < batch.Length; i++)
        {
            (nearest[i], var distance) = Nearest(_vectors[batch[i]]);
            inertia += (double)distance * distance;
        }

        foreach (var members in Enumerable.Range(0, batch.Length).GroupBy(i => nearest[i]))
        {
            var center = _centers[members.Key];
            TensorPrimitives.Multiply(center, (float)_weights[members.Key], center);
            foreach (var member in members)
                TensorPrimitives.Add(center, _vectors[batch[member]], center);
            _weights[members.Key] += members.Count();
            TensorPrimitives.Divide(center, (float)_weights[members.Key], center);
        }

        ReassignSmallClusters(batch);
        return inertia;
    }

    private void ReassignSmallClusters(int[] batch)
    {
        _sinceReassignment += _batchSize;
        if (_sinceReassignment < 10 * _centers.Count && !_weights.Contains(0))
            return;

        _sinceReassignment = 0;
        var limit = SmallestShare * _weights.Max();
        // At most half of a batch become centers: the smallest clusters.
        var small = Enumerable.Range(0, _weights.Length).Where(center => _weights[center] < limit).OrderBy(center => _weights[center]).Take(batch.Length / 2).ToHashSet();
        if (small.Count == 0)
            return;

        var order = Enumerable.Range(0, batch.Length).ToArray();
        _random.Shuffle<int>(order);
        var others = Enumerable.Range(0, _weights.Length).Where(center => !small.Contains(center)).Min(center => _weights[center]);
        foreach (var (center, place) in small.Order().Zip(order))
        {
            _vectors[batch[place]].CopyTo(_centers[center]);
            _weights[center] = others; // no smaller than another, or it would be reassigned at once
        }
    }

    private bool HasConverged(int step, double inertia)
    {
        if (step == 0)
            return false; // the first is the seeding's

        var share = Math.Min(1, _batchSize * 2.0 / (_vectors.Count + 1));
        _inertia = _inertia is { } before ? (before * (1 - share)) + (inertia * share) : inertia;
        if (_inertia < _leastInertia)
            (_leastInertia, _withoutGain) = (_inertia.Value, 0);
        else
            _withoutGain++;
        return _withoutGain >= MostStepsWithoutGain;
    }

    private (int Center, float Distance) Nearest(ReadOnlySpan<float> vector)
    {
        var (best, nearest) = (float.PositiveInfinity, 0);
        for (var center = 0; center < _centers.Count; center++)
        {
            if (TensorPrimitives.Distance(vector, _centers[center]) is var distance && distance < best)
                (best, nearest) = (distance, center);
        }

        return (nearest, best);
    }
}
