namespace SK.EmbeddingGemma.Jobs;

/// <summary>The names of a job, and of one of its partitions, in the key of a grain.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Job">The job's name.</param>
/// <param name="Partition">The partition's name; <see langword="null"/> for the job itself.</param>
internal sealed record JobKey(string Pipeline, string Job, string? Partition = null)
{
    /// <summary>Reads what <see cref="ToString"/> gave.</summary>
    public static JobKey Parse(string key)
    {
        var parts = key.Split('/');
        return new(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1]), parts.Length == 3 ? Uri.UnescapeDataString(parts[2]) : null);
    }

    /// <summary>Returns the key: whatever characters the names have, no two are the same.</summary>
    public override string ToString() => string.Join('/', new[] { Pipeline, Job, Partition }.OfType<string>().Select(Uri.EscapeDataString));
}
