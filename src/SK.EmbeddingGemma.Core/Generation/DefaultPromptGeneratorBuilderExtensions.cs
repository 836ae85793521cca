using SK.EmbeddingGemma;
using SK.EmbeddingGemma.Generation;

namespace Microsoft.Extensions.AI;

/// <summary>Adds a default prompt to an embedding pipeline.</summary>
public static class DefaultPromptGeneratorBuilderExtensions
{
    /// <summary>Adds <paramref name="prompt"/> for the calls that name none.</summary>
    /// <param name="builder">The pipeline. A stage that comes before wins: <see cref="EmbeddingGemmaOptions.Prompt"/> of a registration, for one.</param>
    /// <param name="prompt">The prompt; <see cref="EmbeddingGemmaPrompt.None"/> for explicitly none.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static EmbeddingGeneratorBuilder<string, Embedding<float>> UseDefaultPrompt(
        this EmbeddingGeneratorBuilder<string, Embedding<float>> builder, EmbeddingGemmaPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(prompt);
        return builder.Use(inner => new DefaultPromptGenerator(inner, prompt));
    }
}
