using Microsoft.Extensions.Logging;
using SK.EmbeddingGemma.Clients;

namespace SK.EmbeddingGemma.Jobs;

/// <inheritdoc cref="IIndexingJobGrain"/>
/// <remarks>A reminder brings it back where its silo is lost; its heartbeat brings back its partitions.</remarks>
internal sealed class IndexingJobGrain([PersistentState("embeddinggemma.job")] IPersistentState<JobState> state, TimeProvider time, ILogger<IndexingJobGrain> logger)
    : Grain, IIndexingJobGrain, IRemindable
{
    private const string Reminder = "embeddinggemma.job";

    private readonly Dictionary<string, PartitionProgress> _progress = new(StringComparer.Ordinal);
    private RateMeter _rate = null!;
    private JobKey _key = null!;
    private IndexingPipeline _pipeline = null!;
    private IGrainTimer? _heartbeat;
    private bool _afterStop;

    private IEnumerable<string> Current => state.State.Open.Take(_pipeline.Options.PartitionsAtOnce);

    private long Stored => state.State.Done.Values.Concat(_progress.Values).Sum(static progress => progress.Stored);

    private long SetAside => state.State.Done.Values.Concat(_progress.Values).Sum(static progress => progress.SetAside);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = JobKey.Parse(this.GetPrimaryKeyString());
        _pipeline = ServiceProvider.GetPipeline(_key.Pipeline);
        _rate = new(time);
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
        state.State.StoredAtResume = Stored;
        await ChangeAsync(IndexingJobState.Running, fault: null).ConfigureAwait(true);
        await this.RegisterOrUpdateReminder(Reminder, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)).ConfigureAwait(true);
        _rate.Clear();
        StartHeartbeat();
    }

    public async Task PauseAsync()
    {
        if (state.State.State != IndexingJobState.Running)
            return;

        await ChangeAsync(IndexingJobState.Paused, fault: null).ConfigureAwait(true);
        await EndAsync().ConfigureAwait(true);
    }

    public Task<IndexingJobStatus> GetStatusAsync()
    {
        var since = state.State.ResumedAt is { } resumed ? ((state.State.CompletedAt ?? time.GetUtcNow()) - resumed).TotalSeconds : 0;
        var isRunning = state.State.State == IndexingJobState.Running;
        return Task.FromResult(new IndexingJobStatus
        {
            State = state.State.State,
            DocumentsStored = Stored,
            DocumentsSetAside = SetAside,
            PartitionsDone = state.State.Done.Count,
            Partitions = state.State.Done.Count + state.State.Open.Count,
            RecentRate = isRunning ? _rate.Rate : 0,
            MeanRate = since > 0 && state.State.State is IndexingJobState.Running or IndexingJobState.Completed ? (Stored - state.State.StoredAtResume) / since : 0,
            Retries = state.State.Done.Values.Concat(_progress.Values).Sum(static progress => progress.Retries),
            Fault = state.State.Fault ?? (isRunning ? _progress.Values.Select(static progress => progress.Fault).FirstOrDefault(static fault => fault is not null) : null),
            StartedAt = state.State.StartedAt,
            CompletedAt = state.State.CompletedAt,
        });
    }

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
        await AskAsync(partition => partition.RunAsync(afterStop)).ConfigureAwait(true);
        _afterStop = false;
        if (state.State.State != IndexingJobState.Running)
        {
            await AskAsync(static partition => partition.PauseAsync()).ConfigureAwait(true); // it was paused meanwhile
            return;
        }

        _rate.Add(Stored);
        if (_progress.Values.FirstOrDefault(static progress => progress.IsStopped) is { } stopped)
        {
            await ChangeAsync(IndexingJobState.Stopped, stopped.Fault).ConfigureAwait(true);
            await EndAsync().ConfigureAwait(true);
            return;
        }

        await FinishPartitionsAsync().ConfigureAwait(true);
    }

    private async Task FinishPartitionsAsync()
    {
        List<string> done = [.. _progress.Where(static progress => progress.Value.IsDone).Select(static progress => progress.Key)];
        foreach (var partition in done)
        {
            state.State.Done[partition] = _progress[partition];
            state.State.Open.Remove(partition);
            _progress.Remove(partition);
        }

        if (state.State.Open.Count == 0)
        {
            state.State.CompletedAt = time.GetUtcNow();
            await ChangeAsync(IndexingJobState.Completed, fault: null).ConfigureAwait(true);
            await EndAsync().ConfigureAwait(true);
        }
        else if (done.Count > 0)
        {
            await state.WriteStateAsync().ConfigureAwait(true);
        }
    }

    private async Task ChangeAsync(IndexingJobState to, string? fault)
    {
        state.State.State = to;
        state.State.Fault = fault;
        await state.WriteStateAsync().ConfigureAwait(true);
        logger.JobChanged(_key.Job, to, Stored, SetAside);
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

    /// <summary>Asks the partitions whose turn it is. One that does not answer is asked again with the next heartbeat.</summary>
    private async Task AskAsync(Func<IIndexingPartitionGrain, Task<PartitionProgress>> ask) => await Task.WhenAll(Current.ToList().Select(async partition =>
    {
        try
        {
            _progress[partition] = await ask(Partition(partition)).ConfigureAwait(true);
        }
        catch (Exception exception) when (TransientFaults.Includes(exception))
        {
            logger.PartitionSilent(_key.Job, partition, exception.GetType().Name);
        }
    })).ConfigureAwait(true);
}
