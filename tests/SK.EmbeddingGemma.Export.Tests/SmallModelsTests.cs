using SK.EmbeddingGemma.Llama;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>GGUF files of small models through llama.cpp, against what sentence-transformers computes.</summary>
[Collection(nameof(LlamaRuntime))] // one at a time: it takes all processors
public sealed class SmallModelsTests
{
    [Theory(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    [MemberData(nameof(LlamaComparison.Types), MemberType = typeof(LlamaComparison))]
    public Task Gguf_Nano_IsTheSameModelInLlama(string type, float least) =>
        LlamaComparison.AssertAgreesAsync(Path.Combine(AppContext.BaseDirectory, "models", "nano"), "nano", type, least);

    [Theory(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    [InlineData("F32", 0.9999f)] // layers in llama.cpp's usual period, and a window that texts exceed
    public Task Gguf_TinyV1_IsTheSameModelInLlama(string type, float least) =>
        LlamaComparison.AssertAgreesAsync(SharedFolder.PathOf("goldens/tiny-v1"), "tiny-v1", type, least);

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public async Task Gguf_NanoTrainedFurther_IsTheSameModelInLlama()
    {
        using var folder = new TemporaryFolder();
        var pairs = folder.Write("pairs.jsonl", string.Join('\n', Enumerable.Range(0, 16).Select(i => $$"""{"query": "which bus goes to place {{i}}", "positive": "bus {{i}} goes to place {{i}}"}""")));
        var output = Path.Combine(folder.Path, "trained");
        await EmbeddingGemmaTrainer.TrainAsync(new() { Data = [new(pairs)], Steps = 5, BatchSize = 8, Output = output }, cancellationToken: TestContext.Current.CancellationToken);
        await LlamaComparison.AssertAgreesWithEngineAsync(output, "nano", 0.9999f);
    }
}
