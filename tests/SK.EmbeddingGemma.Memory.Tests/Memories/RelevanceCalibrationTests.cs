namespace SK.EmbeddingGemma.Memories;

public sealed class RelevanceCalibrationTests
{
    [Theory]
    [InlineData(384, 0.30)]
    [InlineData(256, 0.30)]
    [InlineData(128, 0.35)]
    [InlineData(64, 0.43)]
    public void Find_MeasuredLength_GivesItsFloor(int dimensions, double expected) =>
        Assert.Equal(expected, RelevanceCalibration.Find(Nano()!.WithDimensions(dimensions)));

    [Fact]
    public void Find_UnmeasuredLength_HasNone() => Assert.Null(RelevanceCalibration.Find(Nano()!.WithDimensions(100)));

    [Fact]
    public async Task Estimate_ShorterVectors_GivesAHigherFloor()
    {
        var cancel = TestContext.Current.CancellationToken;
        var whole = await RelevanceCalibration.EstimateAsync(new(NanoModel.Generator), cancel);
        var cut = await RelevanceCalibration.EstimateAsync(new(NanoModel.Generator.WithDimensions(64)), cancel);
        Assert.InRange(cut, whole, 1);
    }

    private static EmbeddingGemmaSpace? Nano() => NanoModel.Generator.GetService(typeof(EmbeddingGemmaSpace)) as EmbeddingGemmaSpace;
}
