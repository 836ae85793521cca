using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Victim;

/// <summary>Embeds texts by their hash, as a model of the given name: what is tested is the store.</summary>
public sealed class HashGenerator(string model, int dimensions = 8) : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>Returns the vector of a text.</summary>
    public float[] Embed(string text)
    {
        var vector = new float[dimensions];
        var state = 14695981039346656037UL;
        foreach (var character in model + "|" + text)
            state = (state ^ character) * 1099511628211UL;
        for (var i = 0; i < vector.Length; i++)
        {
            state = (state ^ (state >> 29)) * 0xBF58476D1CE4E5B9UL;
            vector[i] = ((state >> 40) / (float)(1 << 24)) - 0.5f;
        }

        return vector;
    }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult<GeneratedEmbeddings<Embedding<float>>>([.. values.Select(text => new Embedding<float>(Embed(text)))]);

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("hash", defaultModelId: model, defaultModelDimensions: dimensions) : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
