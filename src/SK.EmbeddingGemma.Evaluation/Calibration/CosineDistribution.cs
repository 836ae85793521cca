namespace SK.EmbeddingGemma.Calibration;

/// <summary>How cosines of many pairs are spread. Immutable.</summary>
internal sealed class CosineDistribution
{
    private readonly double[] _sorted;

    /// <summary>Makes the distribution of at least one cosine.</summary>
    public CosineDistribution(IEnumerable<double> cosines)
    {
        _sorted = [.. cosines.Order()];
        if (_sorted.Length == 0)
            throw new ArgumentException("There are no pairs to measure.", nameof(cosines));
        Mean = _sorted.Average();
        Deviation = Math.Sqrt(_sorted.Average(cosine => (cosine - Mean) * (cosine - Mean)));
    }

    /// <summary>Gets the number of pairs.</summary>
    public int Count => _sorted.Length;

    /// <summary>Gets the mean.</summary>
    public double Mean { get; }

    /// <summary>Gets the standard deviation.</summary>
    public double Deviation { get; }

    /// <summary>Returns the value below which a share of the pairs lies.</summary>
    public double At(double share) => _sorted[(int)Math.Min(_sorted.Length - 1, share * _sorted.Length)];

    /// <summary>Returns the share of pairs that reach a floor.</summary>
    public double ShareFrom(double floor) => (double)_sorted.Count(cosine => cosine >= floor) / _sorted.Length;
}
