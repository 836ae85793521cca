using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Generation;

/// <summary>Keeps the options of its calls and gives vectors of zeros.</summary>
internal sealed class RecordingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    public List<EmbeddingGenerationOptions?> Options { get; } = [];

    public IEnumerable<object?> Prompts => Options.Select(options => options?.AdditionalProperties?[EmbeddingGemmaPrompt.OptionsKey]);

    public bool IsDisposed { get; private set; }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        Options.Add(options);
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(_ => new Embedding<float>(new float[4]))));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => IsDisposed = true;
}
