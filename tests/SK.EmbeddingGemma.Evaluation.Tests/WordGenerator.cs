using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma;

/// <summary>Gives texts vectors that a test names, and keeps count of what it was asked.</summary>
/// <param name="vector">The vector of a text and its prompt's text.</param>
internal sealed class WordGenerator(Func<string, string, float[]> vector) : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>Gets all texts that were embedded, with their prompts in front.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Gets or sets the space that it tells.</summary>
    public EmbeddingGemmaSpace? Space { get; set; }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var prompt = (string)options!.AdditionalProperties![EmbeddingGemmaPrompt.OptionsKey]!;
        lock (Asked)
        {
            return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(text =>
            {
                Asked.Add(prompt + text);
                return new Embedding<float>(vector(text, prompt));
            }).ToList()));
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingGemmaSpace) ? Space : null;

    public void Dispose()
    {
        // Nothing is held.
    }
}
