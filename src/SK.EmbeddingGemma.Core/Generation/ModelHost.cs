namespace SK.EmbeddingGemma.Generation;

/// <summary>
/// Loads a model once for all calls, and releases it when it is disposed and the last call has ended, or, where that is asked for,
/// when no call came for a while: then the next call loads it again. Thread-safe.
/// </summary>
/// <remarks>A load that fails is forgotten, so that a later call can succeed. A caller that stops waiting stops nobody else's load.</remarks>
internal sealed class ModelHost(Func<CancellationToken, Task<LoadedModel>> load) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _released = new();
    private Task<LoadedModel>? _loading;
    private LoadedModel? _model;
    private ITimer? _idleTimer; // there while the model is to be unloaded some time
    private long _idleSince;
    private int _calls;
    private bool _disposed;

    /// <summary>Gets how long there must have been no call until the model is unloaded; <see langword="null"/> keeps it.</summary>
    public TimeSpan? UnloadAfter { get; init; }

    /// <summary>Gets what is called when the model was unloaded for want of calls.</summary>
    public Action? Unloaded { get; init; }

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets the model, or <see langword="null"/> while it is not loaded.</summary>
    public LoadedModel? Model
    {
        get
        {
            lock (_gate)
                return _model;
        }
    }

    /// <summary>Gets whether <see cref="Dispose"/> was called.</summary>
    public bool IsDisposed
    {
        get
        {
            lock (_gate)
                return _disposed;
        }
    }

    /// <summary>Begins a call: until what it returns is disposed, the model stays.</summary>
    /// <exception cref="ObjectDisposedException">The host is disposed.</exception>
    public Call Enter()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(EmbeddingGemmaGenerator));
            _calls++;
            return new Call(this);
        }
    }

    /// <summary>Refuses new calls, and releases the model as soon as none is left.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;

            _disposed = true;
            if (_calls > 0)
                return;
        }

        Release();
    }

    private void Exit()
    {
        lock (_gate)
        {
            if (--_calls > 0)
                return;

            if (!_disposed)
            {
                BeginIdleTime();
                return;
            }
        }

        Release();
    }

    /// <summary>Runs once: when the host is disposed and the last call has ended, whichever comes later.</summary>
    private void Release()
    {
        LoadedModel? model;
        lock (_gate)
        {
            (model, _model) = (_model, null);
            StopTimer();
        }

        _released.Cancel(); // a load that nobody waits for any more
        _released.Dispose();
        model?.Dispose();
    }

    private Task<LoadedModel> LoadAsync()
    {
        lock (_gate)
        {
            var released = _released.Token;
            return _loading ??= Task.Run(() => LoadOnceAsync(released), CancellationToken.None);
        }
    }

    private async Task<LoadedModel> LoadOnceAsync(CancellationToken released)
    {
        LoadedModel model;
        try
        {
            model = await load(released).ConfigureAwait(false);
        }
        catch
        {
            lock (_gate)
                _loading = null;

            throw;
        }

        lock (_gate)
        {
            if (!_disposed || _calls > 0)
            {
                _model = model;
                if (_calls == 0)
                    BeginIdleTime();

                return model;
            }
        }

        model.Dispose();
        throw new ObjectDisposedException(nameof(EmbeddingGemmaGenerator));
    }

    /// <summary>Notes the time. The timer is left to run where it does, and finds out itself: calls need not touch it.</summary>
    private void BeginIdleTime()
    {
        if (UnloadAfter is not { } idleTime || _model is null)
            return;

        _idleSince = Time.GetTimestamp();
        if (_idleTimer is null)
        {
            // Without the context of the call that happens to be the last: a timer would hold it for as long as it runs.
            using var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
            _idleTimer = Time.CreateTimer(static host => ((ModelHost)host!).UnloadIfIdle(), this, idleTime, Timeout.InfiniteTimeSpan);
        }
    }

    private void UnloadIfIdle()
    {
        LoadedModel model;
        lock (_gate)
        {
            if (_disposed || _model is null || _idleTimer is null)
                return;

            if (_calls > 0)
            {
                StopTimer(); // the end of the last call starts another
                return;
            }

            var rest = UnloadAfter!.Value - Time.GetElapsedTime(_idleSince);
            if (rest > TimeSpan.Zero)
            {
                _idleTimer.Change(rest, Timeout.InfiniteTimeSpan);
                return;
            }

            StopTimer();
            (model, _model, _loading) = (_model, null, null);
        }

        model.Dispose();
        Unloaded?.Invoke();
    }

    private void StopTimer()
    {
        _idleTimer?.Dispose();
        _idleTimer = null;
    }

    /// <summary>A call in flight; disposed exactly once, by the call.</summary>
    public readonly struct Call(ModelHost host) : IDisposable
    {
        /// <summary>Returns the model, loading it where that was not done yet.</summary>
        /// <param name="cancellationToken">Ends this caller's wait; the load goes on for others.</param>
        public Task<LoadedModel> GetModelAsync(CancellationToken cancellationToken) => host.LoadAsync().WaitAsync(cancellationToken);

        public void Dispose() => host.Exit();
    }
}
