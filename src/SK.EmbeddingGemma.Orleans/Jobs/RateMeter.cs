namespace SK.EmbeddingGemma.Jobs;

/// <summary>Measures how fast a count grows. Used by one caller at a time.</summary>
internal sealed class RateMeter(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly Queue<(long At, long Count)> _samples = new();

    /// <summary>Gets the growth a second over the last half minute; 0 before there are two counts.</summary>
    public double Rate { get; private set; }

    /// <summary>Takes a count.</summary>
    public void Add(long count)
    {
        var now = time.GetTimestamp();
        _samples.Enqueue((now, count));
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.Peek().At, now) > Window)
            _samples.Dequeue();
        var (at, before) = _samples.Peek();
        var elapsed = time.GetElapsedTime(at, now).TotalSeconds;
        Rate = elapsed > 0 ? Math.Max(0, (count - before) / elapsed) : 0;
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _samples.Clear();
        Rate = 0;
    }
}
