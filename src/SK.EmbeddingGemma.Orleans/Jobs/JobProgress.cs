namespace SK.EmbeddingGemma.Jobs;

/// <summary>How far a job is: what is kept of partitions that are done, and what the others said last. Used by one caller at a time.</summary>
internal sealed class JobProgress(TimeProvider time)
{
    private readonly Dictionary<string, PartitionProgress> _said = new(StringComparer.Ordinal);
    private readonly RateMeter _rate = new(time);

    /// <summary>Gets the partitions that said that they are done.</summary>
    public List<string> Done => [.. _said.Where(static said => said.Value.IsDone).Select(static said => said.Key)];

    /// <summary>Counts the documents that are stored.</summary>
    public long StoredOf(JobState job) => All(job).Sum(static progress => progress.Stored);

    /// <summary>Counts the documents that were set aside.</summary>
    public long SetAsideOf(JobState job) => All(job).Sum(static progress => progress.SetAside);

    /// <summary>Takes what a partition says.</summary>
    public void Take(string partition, PartitionProgress progress) => _said[partition] = progress;

    /// <summary>Moves what a partition said to what is kept.</summary>
    public void Keep(string partition, JobState job)
    {
        _said.Remove(partition, out var progress);
        job.Done[partition] = progress!;
        job.Open.Remove(partition);
    }

    /// <summary>Measures the rate of a running job.</summary>
    public void Measure(JobState job) => _rate.Add(StoredOf(job));

    /// <summary>Begins to measure anew.</summary>
    public void MeasureAnew() => _rate.Clear();

    /// <summary>Makes the report.</summary>
    public IndexingJobStatus StatusOf(JobState job)
    {
        var since = job.ResumedAt is { } resumed ? ((job.CompletedAt ?? time.GetUtcNow()) - resumed).TotalSeconds : 0;
        var isRunning = job.State == IndexingJobState.Running;
        return new()
        {
            State = job.State,
            DocumentsStored = StoredOf(job),
            DocumentsSetAside = SetAsideOf(job),
            PartitionsDone = job.Done.Count,
            Partitions = job.Done.Count + job.Open.Count,
            RecentRate = isRunning ? _rate.Rate : 0,
            MeanRate = since > 0 && (isRunning || job.State == IndexingJobState.Completed) ? (StoredOf(job) - job.StoredAtResume) / since : 0,
            Retries = All(job).Sum(static progress => progress.Retries),
            Fault = job.Fault ?? (isRunning ? _said.Values.Select(static progress => progress.Fault).FirstOrDefault(static fault => fault is not null) : null),
            StartedAt = job.StartedAt,
            CompletedAt = job.CompletedAt,
        };
    }

    private IEnumerable<PartitionProgress> All(JobState job) => job.Done.Values.Concat(_said.Values);
}
