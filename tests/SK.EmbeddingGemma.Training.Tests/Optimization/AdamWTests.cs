using SK.EmbeddingGemma.Modules;
using SK.EmbeddingGemma.Native;
using TorchSharp;

namespace SK.EmbeddingGemma.Optimization;

public sealed class AdamWTests
{
    private const double WeightDecay = 0.1, LearningRate = 0.05;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Step_SeveralSteps_AreThoseOfThePaper(bool isMatrix)
    {
        TorchLibraries.Load();
        using var scope = torch.NewDisposeScope();
        var numbers = new SeededNumbers(3);
        var start = Enumerable.Range(0, 6).Select(_ => (float)numbers.NextNormal()).ToArray();
        var weight = isMatrix ? torch.tensor(start).view(2, 3) : torch.tensor(start);
        using var optimizer = new AdamW([weight], WeightDecay);
        var (expected, first, second) = (Array.ConvertAll(start, value => (double)value), new double[6], new double[6]);
        for (var step = 1; step <= 5; step++)
        {
            var gradient = Enumerable.Range(0, 6).Select(_ => (float)numbers.NextNormal()).ToArray();
            optimizer.Step([torch.tensor(gradient).view(weight.shape)], step, LearningRate);
            for (var i = 0; i < 6; i++) // arXiv 1711.05101, algorithm 2; norms and biases do not decay
            {
                first[i] = (0.9 * first[i]) + (0.1 * gradient[i]);
                second[i] = (0.999 * second[i]) + (0.001 * gradient[i] * gradient[i]);
                var decay = isMatrix ? LearningRate * WeightDecay * expected[i] : 0;
                expected[i] -= decay + (LearningRate * first[i] / (1 - Math.Pow(0.9, step)) / (Math.Sqrt(second[i] / (1 - Math.Pow(0.999, step))) + 1e-8));
            }
        }

        var actual = weight.view(-1).data<float>().ToArray();
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }
}
