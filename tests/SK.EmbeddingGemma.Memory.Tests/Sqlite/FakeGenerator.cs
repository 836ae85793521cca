using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Makes vectors of letters: the same text gives the same vector, and another model another one.</summary>
internal sealed class FakeGenerator(string? model, int dimensions = 8) : IEmbeddingGenerator<string, Embedding<float>>
{
    public int Texts { get; private set; }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        GeneratedEmbeddings<Embedding<float>> embeddings = [.. values.Select(Embed)];
        Texts += embeddings.Count;
        return Task.FromResult(embeddings);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(EmbeddingGeneratorMetadata) && model is not null ? new EmbeddingGeneratorMetadata("fake", null, model) : null;

    public void Dispose()
    {
    }

    private Embedding<float> Embed(string text)
    {
        var vector = new float[dimensions];
        for (var index = 0; index < text.Length; index++)
            vector[(text[index] + (model?.Length ?? 0)) % dimensions]++;
        return new(vector);
    }
}
