using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Native;
using SK.EmbeddingGemma.TestSupport;
using TorchSharp;

namespace SK.EmbeddingGemma.Modules;

/// <summary>The trained model computes what the engine computes, and gradients are those of what it computes.</summary>
public sealed class EncoderTests
{
    private const float Tolerance = 1e-4f;

    [Theory(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    [InlineData("tiny-v1", "goldens/tiny-v1")]
    [InlineData("nano", "models/nano")]
    public void Embed_Golden_MatchesTheReference(string name, string folder)
    {
        TorchLibraries.Load();
        var directory = ModelDirectory.Open(SharedFolder.PathOf(folder));
        using var weights = WeightSet.Read(directory, torch.CPU);
        using var encoder = new Encoder(ModelBlueprint.Of(directory), weights, torch.CPU);
        var goldens = Golden.Read(name).Where(golden => golden.Ids.Length <= directory.MaxTokens).ToList();
        Assert.NotEmpty(goldens);

        foreach (var some in goldens.Chunk(8))
        {
            using var scope = torch.NewDisposeScope();
            using var noGradient = torch.no_grad();
            var vectors = encoder.Embed(new PackedBatch([.. some.Select(golden => golden.Ids)], torch.CPU));
            for (var i = 0; i < some.Length; i++)
                Assert.InRange(Golden.Difference(some[i].Embeddings[directory.Dimensions], vectors[i].data<float>().ToArray()), 0, Tolerance);
        }
    }

    [Fact]
    public void Embed_TextInABatch_IsTheVectorItHasAlone()
    {
        using var model = TinyModel.Create();
        using var scope = torch.NewDisposeScope();
        int[][] texts = [TinyModel.Tokens(1, 5), TinyModel.Tokens(2, 40), TinyModel.Tokens(3, 17)];

        var together = model.Encoder.Embed(new PackedBatch(texts, torch.CPU));

        for (var i = 0; i < texts.Length; i++)
            Assert.InRange(Golden.Difference(model.Encoder.Embed(new PackedBatch([texts[i]], torch.CPU))[0].data<float>().ToArray(), together[i].data<float>().ToArray()), 0, 1e-6f);
    }

    [Fact]
    public void Embed_InDoublePrecision_HasTheGradientOfItsDifferences()
    {
        using var model = TinyModel.Create(torch.float64);
        using var scope = torch.NewDisposeScope();
        var batch = new PackedBatch([TinyModel.Tokens(1, 12), TinyModel.Tokens(2, 20)], torch.CPU);
        var direction = torch.tensor(Array.ConvertAll(ModelDirectoryBuilder.RandomFloats(7, 2, 16), value => (double)value), [2, 16]);
        var gradients = torch.autograd.grad([(model.Encoder.Embed(batch) * direction).sum()], [.. model.Weights.Tensors]);
        var numbers = new SeededNumbers(3);

        for (var i = 0; i < model.Weights.Names.Count; i++)
        {
            var weight = model.Weights.Tensors[i];
            var place = i == 0 ? (long)batch.Ids[3].item<long>() * weight.shape[1] : numbers.Below((int)weight.numel());
            Assert.Equal(Difference(weight, place), gradients[i].flatten()[place].item<double>(), 1e-7);
        }

        double Difference(torch.Tensor weight, long place)
        {
            const double Step = 1e-5;
            using var noGradient = torch.no_grad();
            var number = weight.view(-1)[place];
            number.add_(Step);
            var above = (model.Encoder.Embed(batch) * direction).sum().item<double>();
            number.sub_(2 * Step);
            var below = (model.Encoder.Embed(batch) * direction).sum().item<double>();
            number.add_(Step);
            return (above - below) / (2 * Step);
        }
    }

    [Fact]
    public void Embed_InBFloat16_IsCloseToSinglePrecision()
    {
        using var model = TinyModel.Create();
        using var coarse = new Encoder(model.Blueprint, model.Weights, torch.CPU, torch.bfloat16);
        using var scope = torch.NewDisposeScope();
        var batch = new PackedBatch([TinyModel.Tokens(1, 12)], torch.CPU);

        var cosine = (model.Encoder.Embed(batch) * coarse.Embed(batch)).sum().item<float>();

        Assert.InRange(cosine, 0.999f, 0.9999999f); // not the same: it is another format
    }
}
