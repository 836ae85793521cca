using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Server;

/// <summary>Lets the server's own first call pass, and holds the others until a gate opens or their callers go.</summary>
internal sealed class GatedGenerator(IEmbeddingGenerator<string, Embedding<float>> inner) : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;
    private int _cancelled;

    /// <summary>Gets how many calls came, the server's own included.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Gets how many callers went before the gate opened.</summary>
    public int Cancelled => Volatile.Read(ref _cancelled);

    public void Open() => _gate.TrySetResult();

    /// <summary>Makes waiting calls fail.</summary>
    public void Fail(Exception failure) => _gate.TrySetException(failure);

    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Increment(ref _calls) > 1)
        {
            try
            {
                await _gate.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref _cancelled);
                throw;
            }
        }

        return await base.GenerateAsync(values, options, cancellationToken);
    }

    /// <summary>Waits until something holds, which it does sooner or later.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(10, TestContext.Current.CancellationToken);
    }
}
