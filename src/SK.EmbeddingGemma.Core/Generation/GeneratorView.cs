using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Generation;

/// <summary>Somebody else's generator with defaults of its own. As thread-safe as that generator, which it never disposes.</summary>
internal sealed class GeneratorView(IEmbeddingGenerator<string, Embedding<float>> inner, CallDefaults defaults)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
{
    public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GenerateAsync(values, defaults.ApplyTo(options), cancellationToken);

    /// <summary>Returns what the other generator has; of its vector space, that of this one's vectors.</summary>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        var service = base.GetService(serviceType, serviceKey);
        return service is EmbeddingGemmaSpace space && defaults.Dimensions is { } dimensions ? space.WithDimensions(dimensions) : service;
    }

#pragma warning disable CA2215 // The base would dispose the inner generator, which is not the view's.
    protected override void Dispose(bool disposing)
#pragma warning restore CA2215
    {
    }
}
