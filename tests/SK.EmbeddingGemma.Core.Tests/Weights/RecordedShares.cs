namespace SK.EmbeddingGemma.Weights;

/// <summary>Keeps what is reported, in the thread that reports it.</summary>
internal sealed class RecordedShares(Action<double>? then = null) : IProgress<double>
{
    public List<double> Shares { get; } = [];

    public void Report(double value)
    {
        Shares.Add(value);
        then?.Invoke(value);
    }
}
