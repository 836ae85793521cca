namespace SK.EmbeddingGemma.Classification;

/// <summary>Against scikit-learn 1.2.1 on the same vectors, with a tolerance of 1e-8.</summary>
public sealed class LogisticRegressionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Fit_TwoLabels_HasScikitLearnsLogOdds()
    {
        var (vectors, labels) = SeededVectors.Create(60, 6, 2, 1);
        var (others, _) = SeededVectors.Create(10, 6, 2, 99);

        var classifier = LogisticRegression.Fit(vectors, labels, 2, 1000, Cancellation);

        Assert.Equal(-2.44312, classifier.LogOdds(others[0]), 2e-2);
        Assert.Equal(1.49363, classifier.LogOdds(others[1]), 2e-2);
        Assert.Equal([0, 1, 0, 1, 0, 1, 0, 1, 0, 1], Enumerable.Range(0, 10).Select(row => classifier.Predict(others[row])));
    }

    [Fact]
    public void Minimise_ThreeLabels_FindsScikitLearnsScores()
    {
        var (vectors, labels) = SeededVectors.Create(60, 6, 3, 1);
        var (others, _) = SeededVectors.Create(10, 6, 3, 99);

        var (weights, intercepts) = LogisticLoss.Split(new LimitedMemoryBfgs(new LogisticLoss(vectors, labels, 3, c: 1)).Minimise(1e-7, 1000, Cancellation), 6);
        var scores = Enumerable.Range(0, 9).Select(i => (double)System.Numerics.Tensors.TensorPrimitives.Dot(others[i / 3], weights.AsSpan(i % 3 * 6, 6)) + intercepts[i % 3]);

        Assert.All(scores.Zip([2.16212, -1.41757, -0.74455, -1.64095, 1.65503, -0.01408, -0.6669, -0.50387, 1.17077]), pair => Assert.Equal(pair.Second, pair.First, 2e-3));
    }

    [Fact]
    public void Fit_ThreeLabels_PredictsThem()
    {
        var (vectors, labels) = SeededVectors.Create(60, 6, 3, 1);
        var (others, _) = SeededVectors.Create(10, 6, 3, 99);

        var classifier = LogisticRegression.Fit(vectors, labels, 3, 100, Cancellation);

        Assert.Equal([0, 1, 2, 0, 1, 2, 0, 1, 2, 0], Enumerable.Range(0, 10).Select(row => classifier.Predict(others[row])));
    }

    [Fact]
    public void Fit_OneLabel_SaysSo()
    {
        var (vectors, _) = SeededVectors.Create(6, 4, 2, 1);

        var failure = Assert.Throws<InvalidDataException>(() => LogisticRegression.Fit(vectors, new int[6], 2, 100, Cancellation));

        Assert.Contains("at least two", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_Cancelled_Ends()
    {
        var (vectors, labels) = SeededVectors.Create(60, 6, 3, 1);

        Assert.Throws<OperationCanceledException>(() => LogisticRegression.Fit(vectors, labels, 3, 100, new CancellationToken(canceled: true)));
    }
}
