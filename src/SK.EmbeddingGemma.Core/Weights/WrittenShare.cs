namespace SK.EmbeddingGemma.Weights;

/// <summary>Reports how much of a known amount is written, at each whole percent. Not thread-safe.</summary>
/// <param name="progress">Takes shares from 0 to 1; may be missing.</param>
/// <param name="total">The amount, in bytes; greater than 0.</param>
internal sealed class WrittenShare(IProgress<double>? progress, long total)
{
    private const int Steps = 100;

    private long _step;

    /// <summary>Takes the bytes that are written so far.</summary>
    public void Report(long written)
    {
        var step = written * Steps / total;
        if (step == _step)
            return;
        _step = step;
        progress?.Report((double)step / Steps);
    }
}
