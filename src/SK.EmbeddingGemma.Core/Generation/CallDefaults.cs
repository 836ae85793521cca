using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Prompts;

namespace SK.EmbeddingGemma.Generation;

/// <summary>What calls get that do not say otherwise.</summary>
/// <param name="Prompt">The prompt; <see langword="null"/> for none to be set.</param>
/// <param name="Dimensions">The length of a vector; <see langword="null"/> for none to be set.</param>
internal readonly record struct CallDefaults(EmbeddingGemmaPrompt? Prompt, int? Dimensions)
{
    /// <summary>Returns a copy of the options with the defaults: callers share theirs between calls.</summary>
    public EmbeddingGenerationOptions ApplyTo(EmbeddingGenerationOptions? options)
    {
        var completed = options?.Clone() ?? new();
        completed.Dimensions ??= Dimensions;
        if (Prompt is not null)
            PromptProperties.TryAdd(completed, Prompt);

        return completed;
    }
}
