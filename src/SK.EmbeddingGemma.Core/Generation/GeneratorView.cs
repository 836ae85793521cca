using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Generation;

/// <summary>Somebody else's generator with defaults of its own. As thread-safe as that generator, which it never disposes.</summary>
internal sealed class GeneratorView(IEmbeddingGenerator<string, Embedding<float>> inner, CallDefaults defaults)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
{
    public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GenerateAsync(values, defaults.ApplyTo(options), cancellationToken);

#pragma warning disable CA2215 // The base would dispose the inner generator, which is not the view's.
    protected override void Dispose(bool disposing)
#pragma warning restore CA2215
    {
    }
}
