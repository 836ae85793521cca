namespace SK.EmbeddingGemma.Graphs;

/// <summary>Reports the progress of a conversion: at its beginning, with each percent, and at its end. Not thread-safe.</summary>
/// <param name="progress">Where to report, or <see langword="null"/> for nowhere.</param>
/// <param name="total">The bytes to be converted.</param>
internal sealed class ConversionMeter(IProgress<EmbeddingGemmaConversionProgress>? progress, long total)
{
    private long _done;
    private long _percent = -1;

    /// <summary>Takes note that bytes of the source were converted, at first none.</summary>
    public void Add(long bytes)
    {
        _done = Math.Min(_done + bytes, total - 1); // the last one is converted when the result is in its place
        var percent = _done * 100 / total;
        if (percent != _percent)
        {
            _percent = percent;
            progress?.Report(new(_done, total));
        }
    }

    /// <summary>Takes note that the result is in its place.</summary>
    public void Complete() => progress?.Report(new(total, total));
}
