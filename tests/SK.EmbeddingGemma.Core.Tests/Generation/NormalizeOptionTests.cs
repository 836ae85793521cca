using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Generation;

public sealed class NormalizeOptionTests
{
    [Fact]
    public async Task Generate_NotNormalized_GivesTheRawVectorAndItsBeginning()
    {
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano });
        var unit = await EmbedAsync(generator, true, null);
        var raw = await EmbedAsync(generator, false, null);
        Assert.InRange(TensorPrimitives.Norm<float>(unit), 0.9999f, 1.0001f);
        Assert.NotInRange(TensorPrimitives.Norm<float>(raw), 0.999f, 1.001f);
        Assert.InRange(TensorPrimitives.CosineSimilarity<float>(unit, raw), 0.99999f, 1.00001f);
        Assert.Equal(raw[..64], await EmbedAsync(generator, false, 64));
    }

    [Fact]
    public async Task Generate_NormalizeOfAnotherType_IsRefused()
    {
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano });
        await Assert.ThrowsAsync<ArgumentException>(() => EmbedAsync(generator, "no", null));
    }

    private static async Task<float[]> EmbedAsync(EmbeddingGemmaGenerator generator, object normalize, int? dimensions)
    {
        var options = EmbeddingGemmaPrompt.Query.ToOptions(dimensions);
        options.AdditionalProperties![EmbeddingGemmaGenerator.NormalizeKey] = normalize;
        return (await generator.GenerateAsync(["How can I cancel a task?"], options, TestContext.Current.CancellationToken))[0].Vector.ToArray();
    }
}
