using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Generation;

namespace SK.EmbeddingGemma;

/// <summary>A generator whose vectors depend on what the model would be fed, prompt and text, and on the dimensions, and on nothing else; it remembers its calls.</summary>
internal sealed class RecordingGenerator(string model = "0123456789abcdef", int width = 32, string provider = "embeddinggemma") : IEmbeddingGenerator<string, Embedding<float>>
{
    public ConcurrentQueue<(string[] Inputs, int? Dimensions)> Calls { get; } = new();

    public string PromptsHash { get; init; } = ModelSpace.UsualPromptsHash;

    public bool IsDisposed { get; private set; }

    public bool IgnoresDimensions { get; init; }

    /// <summary>The vector of what a model is fed, in the model's space.</summary>
    public static float[] VectorOf(string input, int dimensions, string model = "0123456789abcdef")
    {
        var vector = new float[dimensions];
        for (var index = 0; index < dimensions; index++)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{model}|{dimensions}|{index}|{input}"));
            vector[index] = BitConverter.ToInt16(hash) / 32768f;
        }

        TensorPrimitives.Divide(vector, TensorPrimitives.Norm(vector), vector);
        return vector;
    }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var prompt = options?.AdditionalProperties?.TryGetValue(EmbeddingGemmaPrompt.OptionsKey, out string? text) is true ? text : "<no prompt>";
        string[] inputs = [.. values.Select(value => prompt + value)];
        Calls.Enqueue((inputs, options?.Dimensions));
        var dimensions = IgnoresDimensions ? width : options?.Dimensions ?? width;
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(inputs.Select(input => new Embedding<float>(VectorOf(input, dimensions, model)))));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata(provider, defaultModelId: model, defaultModelDimensions: width)
        : serviceType == typeof(EmbeddingGemmaSpace) && provider == "embeddinggemma"
            ? EmbeddingGemmaSpace.Parse($"embeddinggemma-space-1;{model};Weights;{PromptsHash};{width};;{model}")
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose() => IsDisposed = true;
}
