using Microsoft.Extensions.Logging;
using SK.EmbeddingGemma.Clients;

namespace SK.EmbeddingGemma.Jobs;

/// <inheritdoc cref="IIndexingJobGrain"/>
/// <remarks>A reminder brings it back where its silo is lost; its heartbeat brings back its partitions.</remarks>
internal sealed class IndexingJobGrain([PersistentState("embeddinggemma.job")] IPersistentState<JobState> state, TimeProvider time, ILogger<IndexingJobGrain> logger)
    : Grain, IIndexingJobGrain, IRemindable
{
    private const string Reminder = "embeddinggemma.job";

    private readonly JobProgress _progress = new(time);
    private JobKey _key = null!;
    private IndexingPipeline _pipeline = null!;
    private IGrainTimer? _heartbeat;
    private Task _writing = Task.CompletedTask;
    private bool _afterStop;

    private IEnumerable<string> Current => state.State.Open.Take(_pipeline.Options.PartitionsAtOnce);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = JobKey.Parse(this.GetPrimaryKeyString());
        _pipeline = ServiceProvider.GetPipeline(_key.Pipeline);
        await AskAsync(static partition => partition.GetProgressAsync()).ConfigureAwait(true);
        if (state.State.State == IndexingJobState.Running)
            StartHeartbeat();
    }

    public async Task StartAsync()
    {
        if (state.State.State is IndexingJobState.Running or IndexingJobState.Completed)
            return;

        if (state.State.State == IndexingJobState.NotStarted)
        {
            state.State.Open = Checked(await _pipeline.GetPartitionsAsync(_key.Job, CancellationToken.None).ConfigureAwait(true));
            state.State.StartedAt = time.GetUtcNow();
        }

        _afterStop = state.State.State == IndexingJobState.Stopped;
        state.State.ResumedAt = time.GetUtcNow();
        state.State.StoredAtResume = _progress.StoredOf(state.State);

        // First: a job that is said to run has what brings it back. The reminder of one that does not run ends itself.
        await this.RegisterOrUpdateReminder(Reminder, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)).ConfigureAwait(true);
        await ChangeAsync(IndexingJobState.Running, fault: null).ConfigureAwait(true);
        _progress.MeasureAnew();
        StartHeartbeat();
    }

    public async Task PauseAsync()
    {
        if (state.State.State != IndexingJobState.Running)
            return;

        await ChangeAsync(IndexingJobState.Paused, fault: null).ConfigureAwait(true);
        await EndAsync().ConfigureAwait(true);
    }

    public Task<IndexingJobStatus> GetStatusAsync() => Task.FromResult(_progress.StatusOf(state.State));

    public async Task<IReadOnlyList<SetAsideDocument>> GetSetAsideAsync()
    {
        var partitions = state.State.Done.Where(static done => done.Value.SetAside > 0).Select(static done => done.Key).Order(StringComparer.Ordinal).Concat(Current);
        List<SetAsideDocument> documents = [];
        foreach (var partition in partitions.ToList())
            documents.AddRange(await Partition(partition).GetSetAsideAsync().ConfigureAwait(true));
        return documents;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (state.State.State != IndexingJobState.Running)
            await RemoveReminderAsync().ConfigureAwait(true);
    }

    private static List<string> Checked(IReadOnlyList<string> partitions)
    {
        if (partitions.Count == 0 || partitions.Any(string.IsNullOrEmpty) || partitions.Distinct(StringComparer.Ordinal).Count() != partitions.Count)
            throw new InvalidOperationException($"The source gives {partitions.Count} partitions, of which some have no name or one twice: give at least one, each with a name of its own.");
        return [.. partitions];
    }

    private IIndexingPartitionGrain Partition(string name) => GrainFactory.GetGrain<IIndexingPartitionGrain>((_key with { Partition = name }).ToString());

    private void StartHeartbeat() => _heartbeat ??= this.RegisterGrainTimer(
        BeatAsync, new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = _pipeline.Options.Heartbeat, Interleave = true, KeepAlive = true });

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        var afterStop = _afterStop;
        var asked = Current.Count();
        var answers = await AskAsync(partition => partition.RunAsync(afterStop)).ConfigureAwait(true);
        if (answers.Count == asked)
            _afterStop = false; // else those that were silent are still to be let go on
        if (state.State.State != IndexingJobState.Running)
        {
            await AskAsync(static partition => partition.PauseAsync()).ConfigureAwait(true); // it was paused meanwhile
            return;
        }

        _progress.Measure(state.State);
        if (answers.Find(static progress => progress.IsStopped) is { } stopped)
        {
            await ChangeAsync(IndexingJobState.Stopped, stopped.Fault).ConfigureAwait(true);
            await EndAsync().ConfigureAwait(true);
            return;
        }

        await FinishPartitionsAsync().ConfigureAwait(true);
    }

    private async Task FinishPartitionsAsync()
    {
        var done = _progress.Done;
        foreach (var partition in done)
            _progress.Keep(partition, state.State);
        if (state.State.Open.Count == 0)
        {
            state.State.CompletedAt = time.GetUtcNow();
            await ChangeAsync(IndexingJobState.Completed, fault: null).ConfigureAwait(true);
            await EndAsync().ConfigureAwait(true);
        }
        else if (done.Count > 0)
        {
            await WriteAsync().ConfigureAwait(true);
        }
    }

    private async Task ChangeAsync(IndexingJobState to, string? fault)
    {
        state.State.State = to;
        state.State.Fault = fault;
        await WriteAsync().ConfigureAwait(true);
        logger.JobChanged(_key.Job, to, _progress.StoredOf(state.State), _progress.SetAsideOf(state.State));
    }

    /// <summary>Writes the state, one after another: the heartbeat and a call may want it at the same time.</summary>
    private Task WriteAsync() => _writing = WriteAfterAsync(_writing);

    private async Task WriteAfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await state.WriteStateAsync().ConfigureAwait(true);
        }
        catch (Exception)
        {
            DeactivateOnIdle(); // what is kept counts, not what was to be kept: the next call, or the reminder, begins from there
            throw;
        }
    }

    private async Task EndAsync()
    {
        _heartbeat?.Dispose();
        _heartbeat = null;
        await AskAsync(static partition => partition.PauseAsync()).ConfigureAwait(true);
        await RemoveReminderAsync().ConfigureAwait(true);
    }

    private async Task RemoveReminderAsync()
    {
        if (await this.GetReminder(Reminder).ConfigureAwait(true) is { } reminder)
            await this.UnregisterReminder(reminder).ConfigureAwait(true);
    }

    /// <summary>Asks the partitions whose turn it is; returns the answers. A partition that does not answer is asked again with the next heartbeat.</summary>
    private async Task<List<PartitionProgress>> AskAsync(Func<IIndexingPartitionGrain, Task<PartitionProgress>> ask)
    {
        var answers = await Task.WhenAll(Current.ToList().Select(AskOneAsync)).ConfigureAwait(true);
        return [.. answers.OfType<PartitionProgress>()];

        async Task<PartitionProgress?> AskOneAsync(string partition)
        {
            try
            {
                var progress = await ask(Partition(partition)).ConfigureAwait(true);
                _progress.Take(partition, progress);
                return progress;
            }
            catch (Exception exception) when (TransientFaults.Includes(exception))
            {
                logger.PartitionSilent(_key.Job, partition, exception.GetType().Name);
                return null;
            }
        }
    }
}
