using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Orleans.Storage;

namespace SK.EmbeddingGemma.Jobs;

/// <inheritdoc cref="IIndexingPartitionGrain"/>
/// <remarks>The work goes on beside calls, on the grain's own scheduler: between two awaits nothing else touches the state.</remarks>
[ResourceOptimizedPlacement]
internal sealed class IndexingPartitionGrain([PersistentState("embeddinggemma.partition")] IPersistentState<PartitionState> state, TimeProvider time, ILogger<IndexingPartitionGrain> logger)
    : Grain, IIndexingPartitionGrain, IDisposable
{
    /// <summary>After how many failures of a batch its documents are tried one by one, whatever the fault says of itself.</summary>
    private const int FailuresOfABatch = 3;

    /// <summary>After how many failures, half a minute, the documents of a batch are held to be at fault though none can be stored, if the store answers.</summary>
    private const int FailuresOfItAll = 6;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private JobKey _key = null!;
    private IndexingPipeline _pipeline = null!;
    private CancellationTokenSource _stopping = new();
    private Task _work = Task.CompletedTask;
    private int _failures;
    private bool _isDirty;
    private string? _fault;

    private Suspicion Suspicion => _failures switch
    {
        < FailuresOfABatch => Suspicion.None,
        < FailuresOfItAll => Suspicion.WhereOthersAreStored,
        _ => Suspicion.WhereTheStoreAnswers,
    };

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = JobKey.Parse(this.GetPrimaryKeyString());
        _pipeline = ServiceProvider.GetPipeline(_key.Pipeline);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(true);
        await _work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    public Task<PartitionProgress> RunAsync(bool afterStop)
    {
        if (afterStop && state.State.Stopped is not null)
        {
            state.State.Stopped = null;
            state.State.SetAsideBefore = state.State.SetAside.Count;
            _isDirty = true;
        }

        if (_work.IsCompleted && !state.State.IsDone && state.State.Stopped is null)
        {
            _stopping.Dispose();
            _stopping = new();
            _work = WorkAsync(_stopping.Token);
        }

        return GetProgressAsync();
    }

    public async Task<PartitionProgress> PauseAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(true);
        return await GetProgressAsync().ConfigureAwait(true);
    }

    public Task<PartitionProgress> GetProgressAsync() => Task.FromResult(new PartitionProgress
    {
        Stored = state.State.Stored,
        SetAside = state.State.SetAside.Count,
        Retries = state.State.Retries,
        IsDone = state.State.IsDone,
        IsStopped = state.State.Stopped is not null,
        Fault = state.State.Stopped ?? _fault,
    });

    public Task<SetAsideDocument[]> GetSetAsideAsync() => Task.FromResult<SetAsideDocument[]>([.. state.State.SetAside]);

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await Task.Yield(); // the caller has its answer first
        while (!cancellationToken.IsCancellationRequested && !state.State.IsDone && state.State.Stopped is null)
        {
            try
            {
                await ReadOnAsync(cancellationToken).ConfigureAwait(true);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (InconsistentStateException)
            {
                DeactivateOnIdle(); // another activation has written meanwhile, and goes on
                return;
            }
            catch (Exception exception) when (DocumentFaults.IsMismatch(exception))
            {
                Stop(DocumentFaults.Describe(exception));
            }
            catch (Exception exception)
            {
                await PauseAfterAsync(exception, cancellationToken).ConfigureAwait(true);
            }
        }
    }

    /// <summary>Works from where the state is until the end, or until something fails.</summary>
    private async Task ReadOnAsync(CancellationToken cancellationToken)
    {
        if (_isDirty)
            await WriteAsync().ConfigureAwait(true);
        var reader = await _pipeline.OpenAsync(_key.Partition!, state.State.Position, cancellationToken).ConfigureAwait(true);
        await using (reader.ConfigureAwait(true))
        {
            while (state.State.Stopped is null && await reader.NextAsync(Suspicion, cancellationToken).ConfigureAwait(true) is { } outcome)
            {
                state.State.Position = outcome.Position;
                state.State.Stored += outcome.Stored;
                state.State.SetAside.AddRange(outcome.SetAside);
                if (state.State.SetAside.Count - state.State.SetAsideBefore > _pipeline.Options.MostSetAside)
                    state.State.Stopped = FormattableString.Invariant($"More than {_pipeline.Options.MostSetAside} documents were set aside, the last for: {state.State.SetAside[^1].Fault}");
                await WriteAsync().ConfigureAwait(true);
                (_failures, _fault) = (0, null);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        if (state.State.Stopped is null)
        {
            state.State.IsDone = true;
            await WriteAsync().ConfigureAwait(true);
        }
    }

    private async Task WriteAsync()
    {
        _isDirty = true; // until it is written
        await state.WriteStateAsync().ConfigureAwait(true);
        _isDirty = false;
    }

    /// <summary>Stops until the job is resumed, which keeps that it has stopped, and why.</summary>
    private void Stop(string fault)
    {
        state.State.Stopped = fault;
        logger.PartitionStopped(_key.Job, _key.Partition!, fault);
    }

    private async Task PauseAfterAsync(Exception exception, CancellationToken cancellationToken)
    {
        state.State.Retries++;
        _fault = DocumentFaults.Describe(exception);
        logger.BatchFailed(_key.Job, _key.Partition!, _fault);
        var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, 0.5 * Math.Pow(2, Math.Min(_failures++, 10))));
        await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
    }
}
