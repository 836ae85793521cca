namespace SK.EmbeddingGemma.Inference.Scheduling;

/// <summary>Bounds the texts that are on their way: who brings more waits, in the order of arrival, without a thread. Thread-safe.</summary>
internal sealed class QueueRoom
{
    private readonly int _capacity;
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiters = [];
    private int _free;

    /// <summary>Creates room for <paramref name="capacity"/> texts.</summary>
    public QueueRoom(int capacity) => _capacity = _free = capacity;

    /// <summary>Takes places for <paramref name="count"/> texts, at most all there are; the caller gives each back with <see cref="Leave"/>.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled; no place was taken.</exception>
    public async ValueTask EnterAsync(int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _capacity);
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new Waiter(count);
        lock (_gate)
        {
            _waiters.AddLast(waiter);
            Admit();
        }

        if (waiter.Admission.Task.IsCompleted)
            return;

        var registration = cancellationToken.UnsafeRegister((_, token) => GiveUp(waiter, token), state: null);
        await using (registration.ConfigureAwait(false))
            await waiter.Admission.Task.ConfigureAwait(false);
    }

    /// <summary>Gives places back.</summary>
    public void Leave(int count)
    {
        lock (_gate)
        {
            _free += count;
            Admit();
        }
    }

    private void Admit()
    {
        while (_waiters.First is { Value: var waiter } && waiter.Count <= _free)
        {
            _free -= waiter.Count;
            _waiters.RemoveFirst();
            waiter.Admission.SetResult();
        }
    }

    private void GiveUp(Waiter waiter, CancellationToken token)
    {
        lock (_gate)
        {
            if (!_waiters.Remove(waiter))
                return; // admitted just before

            waiter.Admission.SetCanceled(token);
            Admit(); // those behind may need less
        }
    }

    private sealed class Waiter(int count)
    {
        public int Count => count;

        public TaskCompletionSource Admission { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
