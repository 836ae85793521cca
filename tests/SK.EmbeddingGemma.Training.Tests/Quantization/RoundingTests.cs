using SK.EmbeddingGemma.Kernels;
using SK.EmbeddingGemma.Modules;
using SK.EmbeddingGemma.TestSupport;
using TorchSharp;

namespace SK.EmbeddingGemma.Quantization;

/// <summary>Training rounds as the engine does, and the gradient does not see it.</summary>
public sealed class RoundingTests
{
    [Theory]
    [InlineData(EmbeddingGemmaPrecision.Int8, 0.99999f)]
    public async Task Embed_Rounded_IsCloserToTheEngineInThatFormatThanToSinglePrecision(EmbeddingGemmaPrecision precision, float least)
    {
        using var model = TinyModel.Create();
        using var rounded = new Encoder(model.Blueprint, model.Weights, torch.CPU, rounding: LinearRounding.Of(precision));
        using var scope = torch.NewDisposeScope();
        var tokens = model.Directory.ReadTokenizer().EncodeForModel("which bus goes there").Ids.ToArray();
        var batch = new PackedBatch([tokens], torch.CPU);
        var (trained, exact) = (rounded.Embed(batch)[0].data<float>().ToArray(), model.Encoder.Embed(batch)[0].data<float>().ToArray());

        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.FromDirectory(model.Path), Precision = precision });
        var engine = (await generator.GenerateAsync(["which bus goes there"], EmbeddingGemmaPrompt.None.ToOptions(), TestContext.Current.CancellationToken))[0].Vector.ToArray();

        Assert.InRange(Cosine(trained, engine), least, 1.00001f);
        Assert.True(Golden.Difference(engine, trained) < Golden.Difference(engine, exact));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(300)]
    public void Weights_Int8_AreThoseOfTheEnginesMatrix(int inputs)
    {
        using var model = TinyModel.Create();
        using var scope = torch.NewDisposeScope();
        var weights = ModelDirectoryBuilder.RandomFloats(3, 1, inputs);

        var rounded = GroupRounding.Weights(torch.tensor(weights, [1, inputs])).data<float>().ToArray();

        foreach (var (start, count) in GroupRounding.GroupsOf(inputs))
        {
            var scale = Int8Matrix.ScaleOf(weights.AsSpan(start, count));
            for (var i = start; i < start + count; i++)
                Assert.Equal(scale * MathF.Round(weights[i] / scale), rounded[i], 1e-6f);
        }
    }

    [Fact]
    public void Weights_Int4_AreOfTheEnginesFormatAndCloseToTheExact()
    {
        using var model = TinyModel.Create();
        using var scope = torch.NewDisposeScope();
        var weights = torch.tensor(ModelDirectoryBuilder.RandomFloats(3, 4, 64), [4, 64]).requires_grad_(true);

        var rounded = new Int4Rounding().Weights(weights);

        Assert.InRange((rounded - weights).abs().max().item<float>(), 1e-4f, 0.05f);
        Assert.InRange(rounded[0].narrow(0, 0, 32).data<float>().ToArray().Distinct().Count(), 2, 32);
        Assert.Equal(1, torch.autograd.grad([rounded.sum()], [weights])[0].min().item<float>());
    }

    [Fact]
    public void Inputs_Gradient_IsThatOfTheExactNumbers()
    {
        using var model = TinyModel.Create();
        using var scope = torch.NewDisposeScope();
        var inputs = torch.tensor(ModelDirectoryBuilder.RandomFloats(4, 3, 20), [3, 20]).requires_grad_(true);
        var rounded = GroupRounding.Inputs(inputs);
        Assert.InRange((rounded - inputs).abs().max().item<float>(), 1e-5f, 0.003f);
        Assert.Equal(1, torch.autograd.grad([rounded.sum()], [inputs])[0].max().item<float>());
    }

    private static float Cosine(float[] left, float[] right) => left.Zip(right, (a, b) => a * b).Sum();
}
