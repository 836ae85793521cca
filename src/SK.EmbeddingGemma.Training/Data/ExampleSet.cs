using SK.EmbeddingGemma.Modules;

namespace SK.EmbeddingGemma.Data;

/// <summary>The examples of a data set, in an order that hangs on seed and epoch alone. Thread-safe.</summary>
internal sealed class ExampleSet
{
    private readonly IReadOnlyList<TrainingExample>? _pairs;
    private readonly IReadOnlyList<(string Text, string Label)> _labelled = [];
    private readonly Dictionary<string, int[]> _byLabel = [];

    private ExampleSet(TrainingDataSet set, IReadOnlyList<TrainingExample> pairs) => (Set, _pairs) = (set, pairs);

    private ExampleSet(TrainingDataSet set, IReadOnlyList<(string Text, string Label)> labelled)
    {
        Set = set;
        var counts = labelled.CountBy(item => item.Label, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        _labelled = [.. labelled.Where(item => counts[item.Label] > 1)]; // one alone has nothing to be paired with
        _byLabel = _labelled.Index().GroupBy(item => item.Item.Label, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Select(item => item.Index).ToArray(), StringComparer.Ordinal);
    }

    /// <summary>Gets where it comes from.</summary>
    public TrainingDataSet Set { get; }

    /// <summary>Gets the pairs; <see langword="null"/> where texts with labels are paired.</summary>
    public IReadOnlyList<TrainingExample>? Pairs => _pairs;

    /// <summary>Gets the number of examples of an epoch.</summary>
    public int Count => _pairs?.Count ?? _labelled.Count;

    /// <summary>Returns a set of pairs.</summary>
    public static ExampleSet OfPairs(TrainingDataSet set, IReadOnlyList<TrainingExample> pairs) => new(set, pairs);

    /// <summary>Returns a set of texts with labels.</summary>
    public static ExampleSet OfLabels(TrainingDataSet set, IReadOnlyList<(string Text, string Label)> labelled) => new(set, labelled);

    /// <summary>Returns an example.</summary>
    /// <param name="index">Its number.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="epoch">The epoch.</param>
    public TrainingExample At(int index, ulong seed, int epoch)
    {
        if (_pairs is not null)
            return _pairs[index];
        var (text, label) = _labelled[index];
        var others = _byLabel[label];
        var other = others[SeededNumbers.At(seed, epoch, index).Below(others.Length - 1)];
        if (other == index)
            other = others[^1];
        return new(Prompted(text), Prompted(_labelled[other].Text), [], label);
    }

    private PromptedText Prompted(string text) => new(TaskPrompts.OfQuery(Set.Task), text);
}
