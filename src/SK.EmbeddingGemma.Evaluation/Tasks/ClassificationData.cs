using System.Globalization;
using SK.EmbeddingGemma.Classification;
using SK.EmbeddingGemma.Comparison;
using SK.EmbeddingGemma.Metrics;
using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Tasks;

/// <summary>Texts with labels to learn from, and others to tell the labels of.</summary>
internal sealed class ClassificationData : TaskData
{
    private const int Experiments = 10;

    private readonly LabelledTexts _training;
    private readonly LabelledTexts _test;
    private readonly int _labels;
    private readonly bool _learnsFromAll;

    /// <summary>Makes the data.</summary>
    /// <param name="training">What is learnt from.</param>
    /// <param name="test">What is told.</param>
    /// <param name="learnsFromAll">Whether one experiment learns from all texts; else ten learn from a few a label, as in MTEB.</param>
    public ClassificationData(IReadOnlyList<(string Text, string Label)> training, IReadOnlyList<(string Text, string Label)> test, bool learnsFromAll)
    {
        if (training.Count == 0 || test.Count == 0)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"The classification task has {training.Count} training texts and {test.Count} to classify: it needs some of each."));

        var labels = training.Concat(test).Select(text => text.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var places = labels.Select((label, place) => (label, place)).ToDictionary(pair => pair.label, pair => pair.place, StringComparer.Ordinal);
        _labels = labels.Count;
        _training = Label(training, places);
        _test = Label(test, places);
        _learnsFromAll = learnsFromAll;
    }

    /// <inheritdoc/>
    public override IEnumerable<EvaluationText> Texts => _training.Texts.Concat(_test.Texts);

    /// <inheritdoc/>
    public override Task<TaskScores> ScoreAsync(TextVectors vectors, EvaluationOptions options, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var (training, test) = (vectors.Rows(_training.Texts), vectors.Rows(_test.Texts));
            var sampling = new LabelSampling(_training.Labels);
            var count = _learnsFromAll ? 1 : Experiments;
            var right = new double[test.Count];
            var sums = new Dictionary<string, double>(StringComparer.Ordinal) { ["accuracy"] = 0, ["f1"] = 0, ["f1_weighted"] = 0 };
            for (var i = 0; i < count; i++)
            {
                var rows = _learnsFromAll ? [.. Enumerable.Range(0, training.Count)] : sampling.Next(options.SamplesPerLabel);
                var predicted = Classify(training.Choose(rows), [.. rows.Select(row => _training.Labels[row])], test, cancellationToken);
                for (var row = 0; row < right.Length; row++)
                    right[row] += predicted[row] == _test.Labels[row] ? 1.0 / count : 0;
                var scores = LabelScores.Of(_test.Labels, predicted);
                sums["accuracy"] += scores.Accuracy / count;
                sums["f1"] += scores.MacroF1 / count;
                sums["f1_weighted"] += scores.WeightedF1 / count;
            }

            return new TaskScores("accuracy", sums, EvaluationSample.Mean(right));
        },
        cancellationToken);

    private static LabelledTexts Label(IReadOnlyList<(string Text, string Label)> texts, Dictionary<string, int> places) =>
        new(WithPrompt(texts.Select(text => text.Text), EmbeddingGemmaPrompt.Classification), [.. texts.Select(text => places[text.Label])]);

    private int[] Classify(VectorTable training, int[] labels, VectorTable test, CancellationToken cancellationToken)
    {
        // MTEB gives the solver 100 steps; the whole of the data needs more.
        var classifier = LogisticRegression.Fit(training, labels, _labels, _learnsFromAll ? 1000 : 100, cancellationToken);
        var predicted = new int[test.Count];
        for (var row = 0; row < predicted.Length; row++)
            predicted[row] = classifier.Predict(test[row]);
        return predicted;
    }
}
