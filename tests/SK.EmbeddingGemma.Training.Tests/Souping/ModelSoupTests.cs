using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Modules;
using SK.EmbeddingGemma.TestSupport;
using TorchSharp;

namespace SK.EmbeddingGemma.Souping;

public sealed class ModelSoupTests : IDisposable
{
    private readonly TemporaryFolder _first = new();
    private readonly TemporaryFolder _second = new();

    [Fact]
    public async Task AverageAsync_TwoModels_HasTheMeanOfTheirWeights()
    {
        Native.TorchLibraries.Load();
        var models = new[] { new ModelDirectoryBuilder { Seed = 1 }.Write(_first), new ModelDirectoryBuilder { Seed = 90 }.Write(_second) };
        var output = Path.Combine(_first.Path, "soup");

        var soup = await ModelSoup.AverageAsync([.. models.Select(EmbeddingGemmaModel.FromDirectory)], output, cancellationToken: TestContext.Current.CancellationToken);

        using var scope = torch.NewDisposeScope();
        using var left = WeightSet.Read(ModelDirectory.Open(models[0]), torch.CPU);
        using var right = WeightSet.Read(ModelDirectory.Open(models[1]), torch.CPU);
        using var mean = WeightSet.Read(soup.Open(), torch.CPU);
        Assert.All(mean.Names, name => Assert.InRange((mean[name] - ((left[name] + right[name]) / 2)).abs().max().item<float>(), 0, 1e-6f));
    }

    [Fact]
    public async Task AverageAsync_OtherArchitecture_Refuses()
    {
        var other = new ModelDirectoryBuilder();
        other.Config["intermediate_size"] = 32;
        var models = new[] { new ModelDirectoryBuilder().Write(_first), other.Write(_second) };
        await Assert.ThrowsAsync<ArgumentException>(() => ModelSoup.AverageAsync([.. models.Select(EmbeddingGemmaModel.FromDirectory)], Path.Combine(_first.Path, "soup"), cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Shares_Dirichlet_SumToOneWithTheMeanOfEach()
    {
        var all = Enumerable.Range(0, 2000).Select(i => MixtureTrials.Shares(3, 0.5, SeededNumbers.At(1, i))).ToList();
        Assert.All(all, shares => Assert.Equal(1, shares.Sum(), 1e-9));
        Assert.Equal(1.0 / 3, all.Average(shares => shares[0]), 0.03);
        Assert.Equal(0.0889, all.Average(shares => Math.Pow(shares[0] - (1.0 / 3), 2)), 0.012); // a (A - a) / (A^2 (A + 1)), with a = 0.5 and A = 1.5
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }
}
