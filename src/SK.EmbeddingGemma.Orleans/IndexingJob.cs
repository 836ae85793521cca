using Polly;
using Polly.Retry;
using SK.EmbeddingGemma.Clients;
using SK.EmbeddingGemma.Jobs;

namespace SK.EmbeddingGemma;

/// <summary>A bulk indexing job on the cluster. It goes on while its caller is gone, and while silos come and go. Thread-safe; holds nothing that is to be disposed.</summary>
public sealed class IndexingJob
{
    /// <summary>Whatever is asked of a job may be asked twice. A minute is enough for the loss of its silo to be noticed.</summary>
    private static readonly ResiliencePipeline Retrying = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 10,
            Delay = TimeSpan.FromSeconds(1),
            ShouldHandle = static arguments => ValueTask.FromResult(
                !arguments.Context.CancellationToken.IsCancellationRequested && arguments.Outcome.Exception is { } exception && TransientFaults.Includes(exception)),
        })
        .Build();

    private readonly IIndexingJobGrain _grain;

    internal IndexingJob(IIndexingJobGrain grain, string pipeline, string name)
    {
        _grain = grain;
        (Pipeline, Name) = (pipeline, name);
    }

    /// <summary>Gets the pipeline, as the silos have it registered.</summary>
    public string Pipeline { get; }

    /// <summary>Gets the job's name.</summary>
    public string Name { get; }

    /// <summary>Starts the job, or resumes it where it was paused or has stopped. Nothing happens where it runs or is completed: take another name to index anew.</summary>
    /// <param name="cancellationToken">Ends the wait; the job may start nevertheless.</param>
    /// <exception cref="InvalidOperationException">The silos have no pipeline of that name; or the source gives no partitions, or one twice.</exception>
    /// <exception cref="OrleansException">The cluster cannot be reached.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default) =>
        await Retrying.ExecuteAsync(async token => await _grain.StartAsync().WaitAsync(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Pauses the job: nothing more is begun, and what is on its way is given up, to be done again when the job is resumed.</summary>
    /// <param name="cancellationToken">Ends the wait; the job may be paused nevertheless.</param>
    /// <exception cref="OrleansException">The cluster cannot be reached.</exception>
    public async Task PauseAsync(CancellationToken cancellationToken = default) =>
        await Retrying.ExecuteAsync(async token => await _grain.PauseAsync().WaitAsync(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Says how far the job is.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OrleansException">The cluster cannot be reached.</exception>
    public async Task<IndexingJobStatus> GetStatusAsync(CancellationToken cancellationToken = default) =>
        await Retrying.ExecuteAsync(async token => await _grain.GetStatusAsync().WaitAsync(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Gives the documents that were set aside, partition by partition.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OrleansException">The cluster cannot be reached.</exception>
    public async Task<IReadOnlyList<SetAsideDocument>> GetSetAsideAsync(CancellationToken cancellationToken = default) =>
        await Retrying.ExecuteAsync(async token => await _grain.GetSetAsideAsync().WaitAsync(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
}
