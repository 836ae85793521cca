namespace SK.EmbeddingGemma.Inference.Scheduling;

/// <summary>The texts of one call on their way through a lane. All but <see cref="Task"/> is used under the lane's lock.</summary>
internal sealed class ScheduledCall
{
    // Continuations run elsewhere: they belong to the callers, and the thread that completes a call holds the lane's lock.
    private readonly TaskCompletionSource<float[][]> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly float[][] _vectors;
    private readonly CancellationTokenRegistration _registration;
    private int _missing;

    /// <summary>Creates a call that <paramref name="cancel"/> is told of when its token is cancelled, which may be at once.</summary>
    public ScheduledCall(IReadOnlyList<ReadOnlyMemory<int>> texts, Action<ScheduledCall> cancel, CancellationToken cancellationToken)
    {
        Texts = texts;
        CancellationToken = cancellationToken;
        _vectors = new float[texts.Count][];
        _missing = texts.Count;
        _registration = cancellationToken.UnsafeRegister(static state =>
        {
            var (call, cancel) = ((ScheduledCall, Action<ScheduledCall>))state!;
            cancel(call);
        }, (this, cancel));
    }

    /// <summary>Gets the texts' token ids.</summary>
    public IReadOnlyList<ReadOnlyMemory<int>> Texts { get; }

    /// <summary>Gets the caller's token.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Gets what the caller awaits.</summary>
    public Task<float[][]> Task => _completion.Task;

    /// <summary>Gets whether the caller has its answer, whichever.</summary>
    public bool IsOver => _completion.Task.IsCompleted;

    /// <summary>Takes the vector of a text; the last one completes the call.</summary>
    public void Take(int index, float[] vector)
    {
        _vectors[index] = vector;
        if (--_missing == 0 && _completion.TrySetResult(_vectors))
            _registration.Unregister();
    }

    /// <summary>Ends the call with an error.</summary>
    public void Fail(Exception exception)
    {
        if (_completion.TrySetException(exception))
            _registration.Unregister();
    }

    /// <summary>Ends the call as cancelled by its caller.</summary>
    public void Cancel() => _completion.TrySetCanceled(CancellationToken);
}
