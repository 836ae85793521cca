using SK.EmbeddingGemma.Silos;

namespace SK.EmbeddingGemma.Clients;

/// <summary>Loses calls as a connection that breaks does: the silo never sees them, and the caller never hears of them.</summary>
internal sealed class LostCalls(Func<string, bool> isLost) : IIncomingGrainCallFilter, IDisposable
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is EmbeddingSiloGrain && isLost(context.MethodName))
            await _end.Task;
        await context.Invoke();
    }

    /// <summary>Lets them go, so that the silo can end.</summary>
    public void Dispose() => _end.TrySetResult();
}
