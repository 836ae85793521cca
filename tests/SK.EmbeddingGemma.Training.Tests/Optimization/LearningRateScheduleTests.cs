namespace SK.EmbeddingGemma.Optimization;

public sealed class LearningRateScheduleTests
{
    [Theory]
    [InlineData(1, 0.2)]
    [InlineData(5, 1.0)]
    [InlineData(55, 0.55)] // half-way down
    [InlineData(105, 0.1)]
    [InlineData(200, 0.1)]
    public void At_Step_RisesAndFallsToATenth(int step, double share) => Assert.Equal(0.002 * share, new LearningRateSchedule(0.002, 5, 105).At(step), 1e-9);

    [Fact]
    public void At_NoWarmup_StartsNearThePeak() => Assert.Equal(1, new LearningRateSchedule(1, 0, 1000).At(1), 1e-4);
}
