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
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } exception && TransientFaults.Includes(exception)),
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
    /// <exception cref="InvalidOperationException">The silos have no pipeline of that name; or the source gives no partitions, or one twice.</exception>
    public Task StartAsync() => Retrying.ExecuteAsync(async _ => await _grain.StartAsync().ConfigureAwait(false)).AsTask();

    /// <summary>Pauses the job: batches on their way are finished, and no others are begun.</summary>
    public Task PauseAsync() => Retrying.ExecuteAsync(async _ => await _grain.PauseAsync().ConfigureAwait(false)).AsTask();

    /// <summary>Says how far the job is.</summary>
    public Task<IndexingJobStatus> GetStatusAsync() => Retrying.ExecuteAsync(async _ => await _grain.GetStatusAsync().ConfigureAwait(false)).AsTask();

    /// <summary>Gives the documents that were set aside, partition by partition.</summary>
    public Task<IReadOnlyList<SetAsideDocument>> GetSetAsideAsync() => Retrying.ExecuteAsync(async _ => await _grain.GetSetAsideAsync().ConfigureAwait(false)).AsTask();
}
