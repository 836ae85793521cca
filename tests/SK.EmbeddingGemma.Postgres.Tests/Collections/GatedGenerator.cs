using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Collections;

/// <summary>A generator that waits before it gives vectors, and whose space is known once it has given some, as that of a model which is downloaded.</summary>
internal sealed class GatedGenerator(string model, Task gate, bool isKnown = true) : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly RecordingGenerator _inner = new(model);
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isKnown = isKnown;

    /// <summary>Gets what ends when the generator was asked.</summary>
    public Task Entered => _entered.Task;

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        _entered.TrySetResult();
        await gate.WaitAsync(cancellationToken);
        var embeddings = await _inner.GenerateAsync(values, options, cancellationToken);
        _isKnown = true;
        return embeddings;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType.IsInstanceOfType(this) ? this : _isKnown ? _inner.GetService(serviceType, serviceKey) is var service and not RecordingGenerator ? service : null : null;

    public void Dispose() => _inner.Dispose();
}
