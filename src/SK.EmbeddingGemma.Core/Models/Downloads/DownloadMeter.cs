namespace SK.EmbeddingGemma.Models;

/// <summary>Counts the bytes of a download and reports them, some thousand times at most. Not thread-safe.</summary>
/// <param name="progress">Where to report, or <see langword="null"/>.</param>
/// <param name="total">The bytes of all files.</param>
internal sealed class DownloadMeter(IProgress<EmbeddingGemmaDownloadProgress>? progress, long total)
{
    private readonly long _step = Math.Max(1, total / 1000);
    private long _done;
    private long _reported;
    private string? _file;

    /// <summary>Adds bytes of a file; fewer than none where they were dropped.</summary>
    public void Add(string file, long bytes)
    {
        _done += bytes;
        if (file == _file && Math.Abs(_done - _reported) < _step && _done != total)
            return;

        (_file, _reported) = (file, _done);
        progress?.Report(new EmbeddingGemmaDownloadProgress(file, _done, total));
    }
}
