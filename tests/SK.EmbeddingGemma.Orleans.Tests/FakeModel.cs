using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Generation;

namespace SK.EmbeddingGemma;

/// <summary>A silo's generator whose vectors tell what the model would have been fed, and which can be slow, blocked or broken.</summary>
internal sealed class FakeModel(string model = "0123456789abcdef") : IEmbeddingGenerator<string, Embedding<float>>
{
    public const int Width = 4;

    private int _texts;

    /// <summary>Gets the number of texts embedded.</summary>
    public int Texts => _texts;

    public ConcurrentQueue<EmbeddingGenerationOptions?> Options { get; } = new();

    /// <summary>Gets or sets the time for each text.</summary>
    public TimeSpan TimePerText { get; set; }

    /// <summary>Gets or sets what calls of more than one text wait for.</summary>
    public Task BulkGate { get; set; } = Task.CompletedTask;

    /// <summary>Gets or sets what calls of one text wait for.</summary>
    public Task QueryGate { get; set; } = Task.CompletedTask;

    /// <summary>Gets or sets what is thrown for a text, or <see langword="null"/>.</summary>
    public Func<string, Exception?> Fault { get; set; } = static _ => null;

    /// <summary>The vector of a text: its number, where it ends with one.</summary>
    public static float[] VectorOf(string text) => [text.Length, int.TryParse(text.Split(' ')[^1], out var number) ? number : -1, 0, 1];

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        Options.Enqueue(options);
        await (texts.Length > 1 ? BulkGate : QueryGate).WaitAsync(cancellationToken);
        if (TimePerText > TimeSpan.Zero)
            await Task.Delay(TimePerText * texts.Length, cancellationToken);
        if (texts.Select(Fault).FirstOrDefault(static fault => fault is not null) is { } exception)
            throw exception;

        Interlocked.Add(ref _texts, texts.Length);
        return new(texts.Select(static text => new Embedding<float>(VectorOf(text)))) { Usage = new() { InputTokenCount = texts.Length } };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("embeddinggemma", defaultModelId: model, defaultModelDimensions: Width)
        : serviceType == typeof(EmbeddingGemmaSpace) ? EmbeddingGemmaSpace.Parse($"embeddinggemma-space-1;{model};Weights;{ModelSpace.UsualPromptsHash};{Width};;{model}")
        : null;

    public void Dispose()
    {
    }
}
