using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Inference.Providers;

/// <summary>A native library with providers that a test makes up.</summary>
internal sealed class FakeRuntime(Func<ModelDirectory, IEmbeddingEngine> open, params EmbeddingGemmaExecutionProvider[] offered) : IProviderRuntime
{
    public List<(EmbeddingGemmaExecutionProvider Provider, int Device)> Opened { get; } = [];

    public bool Offers(EmbeddingGemmaExecutionProvider provider) => offered.Contains(provider);

    public IEmbeddingEngine Open(EmbeddingGemmaExecutionProvider provider, int device, ModelDirectory directory, CancellationToken cancellationToken)
    {
        Opened.Add((provider, device));
        return open(directory);
    }
}
