namespace SK.EmbeddingGemma.Metrics;

public sealed class VMeasureTests
{
    // scikit-learn 1.2.1: v_measure_score.
    [Theory]
    [InlineData(new[] { 0, 0, 0, 1, 1, 1, 2, 2 }, new[] { 1, 1, 0, 0, 0, 2, 2, 2 }, 0.5588730382170326)]
    [InlineData(new[] { 0, 0, 1, 1 }, new[] { 0, 0, 0, 0 }, 0)]
    [InlineData(new[] { 0, 0, 0, 0 }, new[] { 0, 1, 2, 3 }, 0)]
    [InlineData(new[] { 0, 0, 0, 0 }, new[] { 0, 0, 0, 0 }, 1)]
    [InlineData(new[] { 0, 0, 1, 1 }, new[] { 1, 1, 0, 0 }, 1)]
    public void Of_Clusters_IsScikitLearns(int[] labels, int[] clusters, double expected) => Assert.Equal(expected, VMeasure.Of(labels, clusters), 1e-12);
}
