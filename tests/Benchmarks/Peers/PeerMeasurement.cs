namespace SK.EmbeddingGemma.Benchmarks.Peers;

/// <summary>A runner's results for a workload.</summary>
/// <param name="Runner">The runner.</param>
/// <param name="Workload">The workload.</param>
/// <param name="Tokens">The tokens of all its texts.</param>
/// <param name="LeastCosine">The least cosine of a vector to that of this library in single precision.</param>
/// <param name="Note">How it was done, where the runner has several ways.</param>
internal sealed record PeerMeasurement(string Runner, string Workload, int Tokens, double LeastCosine, string? Note)
{
    /// <summary>Gets how often the workload is embedded in a round.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Gets the milliseconds of each repetition, round by round.</summary>
    public List<double[]> Rounds { get; } = [];

    /// <summary>Gets the median of the rounds' medians, in milliseconds.</summary>
    public double Median => Rounds.Select(round => round.Median()).Median();
}
