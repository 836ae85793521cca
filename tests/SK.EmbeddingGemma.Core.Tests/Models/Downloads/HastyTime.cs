namespace SK.EmbeddingGemma.Models;

/// <summary>A clock whose timers run a thousand times faster: what waits seconds waits milliseconds. It notes how long was to be waited.</summary>
internal sealed class HastyTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _waits = [];

    /// <summary>Gets all waits so far, in seconds.</summary>
    public List<TimeSpan> Waits
    {
        get
        {
            lock (_gate)
                return [.. _waits];
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
            _waits.Add(dueTime);
        return new Timer(base.CreateTimer(callback, state, Hasten(dueTime), Hasten(period)));
    }

    private static TimeSpan Hasten(TimeSpan time) => time <= TimeSpan.Zero ? time : TimeSpan.FromMilliseconds(Math.Max(1, time.TotalMilliseconds / 1000));

    private sealed class Timer(ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(Hasten(dueTime), Hasten(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
