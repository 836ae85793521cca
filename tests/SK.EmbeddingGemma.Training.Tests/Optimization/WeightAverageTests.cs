using SK.EmbeddingGemma.Modules;
using SK.EmbeddingGemma.Native;
using TorchSharp;

namespace SK.EmbeddingGemma.Optimization;

public sealed class WeightAverageTests
{
    [Fact]
    public void Update_ManySteps_KeepsTheShareOnceThereIsSomethingToAverage()
    {
        TorchLibraries.Load();
        using var scope = torch.NewDisposeScope();
        using var weights = new WeightSet();
        weights.Add("value", torch.tensor(new[] { 1f }));
        using var average = new WeightAverage(weights, 0.5);
        var expected = 1.0;
        for (var step = 1; step <= 20; step++)
        {
            using (torch.no_grad())
                weights["value"].fill_(step * step);
            average.Update(step);
            var kept = Math.Min(0.5, (1.0 + step) / (10 + step)); // 2/11, 3/12, ... up to 0.5 in step 8
            expected = (kept * expected) + ((1 - kept) * step * step);
        }

        Assert.Equal(expected, average.Average["value"].item<float>(), 1e-3);
        Assert.Equal(400, weights["value"].item<float>());
    }
}
