using SK.EmbeddingGemma.Native;
using TorchSharp;

namespace SK.EmbeddingGemma.Optimization;

public sealed class GradientSumTests : IDisposable
{
    private readonly DisposeScope _scope;

    public GradientSumTests()
    {
        TorchLibraries.Load();
        _scope = torch.NewDisposeScope();
    }

    [Fact]
    public void Finish_TwoBatches_GivesTheMeanOfTheirGradients()
    {
        using var sum = new GradientSum();
        sum.Add([torch.tensor(new[] { 1f, 2f }), torch.tensor(new float[,] { { 4f } })]);
        sum.Add([torch.tensor(new[] { 3f, 0f }), torch.tensor(new float[,] { { 0f } })]);

        var length = sum.Finish(2, 100);

        Assert.Equal(3, length, 1e-6); // of (2, 1, 2)
        Assert.Equal(new[] { 2f, 1f }, sum.Gradients[0].data<float>().ToArray());
        Assert.Equal(new[] { 2f }, sum.Gradients[1].data<float>().ToArray());
    }

    [Fact]
    public void Finish_LongerThanAllowed_IsShortenedInItsDirection()
    {
        using var sum = new GradientSum();
        sum.Add([torch.tensor(new[] { 30f }), torch.tensor(new[] { 40f })]);

        Assert.Equal(50, sum.Finish(1, 5), 1e-4);

        Assert.Equal(3, sum.Gradients[0].item<float>(), 1e-5);
        Assert.Equal(4, sum.Gradients[1].item<float>(), 1e-5);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Finish_NoFiniteNumber_SaysThatTrainingDiverged(float value)
    {
        using var sum = new GradientSum();
        sum.Add([torch.tensor(new[] { value })]);
        Assert.Contains("diverged", Assert.Throws<InvalidOperationException>(() => sum.Finish(1, 1)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _scope.Dispose();
}
