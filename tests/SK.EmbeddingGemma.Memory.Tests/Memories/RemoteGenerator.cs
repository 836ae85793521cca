using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Memories;

/// <summary>A generator that is elsewhere: it tells what its service tells, and not how many tokens that takes. It does not own the inner one.</summary>
internal sealed class RemoteGenerator(EmbeddingGemmaGenerator inner) : IEmbeddingGenerator<string, Embedding<float>>
{
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) => inner.GenerateAsync(values, options, cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingGemmaGenerator) ? null : inner.GetService(serviceType, serviceKey);

    public void Dispose()
    {
    }
}
