using SK.EmbeddingGemma.Sampling;

namespace SK.EmbeddingGemma.Classification;

/// <summary>MTEB's choice of a few training texts a label: the first ones of a random order, which each experiment shuffles further. Not thread-safe.</summary>
internal sealed class LabelSampling
{
    /// <summary>MTEB's seed.</summary>
    private const uint Seed = 42;

    private readonly MersenneTwister _random = new(Seed);
    private readonly int[] _labels;
    private readonly int[] _order;

    public LabelSampling(int[] labels)
    {
        _labels = labels;
        _order = [.. Enumerable.Range(0, labels.Length)];
    }

    /// <summary>Returns the places of the next experiment's texts.</summary>
    public List<int> Next(int samplesPerLabel)
    {
        _random.Shuffle<int>(_order);
        Dictionary<int, int> taken = [];
        return [.. _order.Where(place =>
        {
            var count = taken[_labels[place]] = taken.GetValueOrDefault(_labels[place]) + 1;
            return count <= samplesPerLabel;
        })];
    }
}
