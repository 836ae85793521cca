using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Generation;

/// <summary>Gives a default prompt to calls that name none. As thread-safe as the generator it wraps, which it disposes.</summary>
internal sealed class DefaultPromptGenerator(IEmbeddingGenerator<string, Embedding<float>> inner, EmbeddingGemmaPrompt prompt)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
{
    private readonly CallDefaults _defaults = new(prompt, Dimensions: null);

    public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GenerateAsync(values, _defaults.ApplyTo(options), cancellationToken);
}
