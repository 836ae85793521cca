using SK.EmbeddingGemma.Llama;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>GGUF files of EmbeddingGemma 300M itself through llama.cpp, against what sentence-transformers computes. Takes minutes.</summary>
[Collection(nameof(LlamaRuntime))] // one at a time: it takes all processors
public sealed class GenuineModelTests(GenuineModelTests.UnpackedModel model) : IClassFixture<GenuineModelTests.UnpackedModel>
{
    [Theory(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    [MemberData(nameof(LlamaComparison.Types), MemberType = typeof(LlamaComparison))]
    public Task Gguf_GenuineModel_IsTheSameModelInLlama(string type, float least) =>
        LlamaComparison.AssertAgreesAsync(model.Path, "embeddinggemma-300m", type, least);

    public sealed class UnpackedModel : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public UnpackedModel()
        {
            if (SharedFolder.Exists)
                PackedModel.Unpack(_folder);
        }

        public string Path => _folder.Path;

        public void Dispose() => _folder.Dispose();
    }
}
