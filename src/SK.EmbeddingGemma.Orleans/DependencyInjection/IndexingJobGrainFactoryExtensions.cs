using SK.EmbeddingGemma;
using SK.EmbeddingGemma.Jobs;

namespace Orleans;

/// <summary>Gets indexing jobs.</summary>
public static class IndexingJobGrainFactoryExtensions
{
    /// <summary>Gets a job, whether it was started or not.</summary>
    /// <param name="grains">The cluster's client, or the grain factory of a silo.</param>
    /// <param name="pipeline">The pipeline's name, as the silos have it.</param>
    /// <param name="name">The job's name: a new one for each time that everything is to be indexed.</param>
    /// <exception cref="ArgumentNullException"><paramref name="grains"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static IndexingJob GetIndexingJob(this IGrainFactory grains, string pipeline, string name)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentException.ThrowIfNullOrEmpty(pipeline);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(grains.GetGrain<IIndexingJobGrain>(new JobKey(pipeline, name).ToString()), pipeline, name);
    }
}
