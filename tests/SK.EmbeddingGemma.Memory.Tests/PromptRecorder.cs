using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma;

/// <summary>Passes calls on and remembers with which prompt and dimensions each text was embedded.</summary>
internal sealed class PromptRecorder(IEmbeddingGenerator<string, Embedding<float>> inner) : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
{
    public ConcurrentQueue<(string Text, string? Prompt, int? Dimensions)> Calls { get; } = [];

    public Action<string>? BeforeText { get; set; }

    public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<string> texts = [.. values];
        foreach (var text in texts)
        {
            BeforeText?.Invoke(text);
            Calls.Enqueue((text, options?.AdditionalProperties?.GetValueOrDefault(EmbeddingGemmaPrompt.OptionsKey) as string, options?.Dimensions));
        }

        return base.GenerateAsync(texts, options, cancellationToken);
    }

#pragma warning disable CA2215 // The inner generator is shared by all tests.
    protected override void Dispose(bool disposing)
#pragma warning restore CA2215
    {
    }
}
