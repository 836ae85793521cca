using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace SK.EmbeddingGemma.DependencyInjection;

/// <summary>The generator that a service key resolves to.</summary>
internal static class RegisteredGenerator
{
    /// <summary>Returns the generator below the stages around it; nothing is loaded for it.</summary>
    /// <exception cref="InvalidOperationException">There is none, or it is another library's.</exception>
    public static EmbeddingGemmaGenerator Get(IServiceProvider provider, object? serviceKey)
    {
        var outermost = serviceKey is null
            ? provider.GetService<IEmbeddingGenerator<string, Embedding<float>>>()
            : provider.GetKeyedService<IEmbeddingGenerator<string, Embedding<float>>>(serviceKey);
        return outermost?.GetService(typeof(EmbeddingGemmaGenerator)) as EmbeddingGemmaGenerator ?? throw new InvalidOperationException(
            $"The embedding generator {(serviceKey is null ? "without a key" : $"of the key '{serviceKey}'")} is {(outermost is null ? "not registered" : "no EmbeddingGemma")}: call {(serviceKey is null ? "AddEmbeddingGemma" : "AddKeyedEmbeddingGemma")}, after other generators.");
    }
}
