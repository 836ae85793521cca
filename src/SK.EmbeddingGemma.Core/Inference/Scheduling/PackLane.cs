namespace SK.EmbeddingGemma.Inference.Scheduling;

/// <summary>
/// Runs the texts of concurrent calls in packs, one pack after another. A pool thread is occupied only while there is work. Thread-safe.
/// </summary>
/// <param name="run">Computes a pack.</param>
/// <param name="tokenBudget">The most tokens of a pack of several texts.</param>
/// <param name="stopped">Called once, when the lane is closed and its last pack has ended.</param>
/// <param name="metrics">Told of the work.</param>
internal sealed class PackLane(PackRun run, int tokenBudget, Action stopped, LaneMetrics metrics) : IThreadPoolWorkItem
{
    /// <summary>
    /// Packs are chosen among that many of the oldest texts: enough for packs of like lengths, and a text waits for no more than
    /// those before it and some of these, whatever comes later.
    /// </summary>
    private const int PlanningWindow = 256;

    private readonly Lock _gate = new();
    private readonly List<WaitingText> _waiting = []; // the oldest first
    private RunningPack? _running;
    private bool _active; // a thread runs packs, or is on its way to
    private bool _closed;

    /// <summary>Embeds the texts of a call. A small call on an idle lane is run by the calling thread, which saves the way to another and back.</summary>
    /// <exception cref="ObjectDisposedException">The lane is closed.</exception>
    public Task<float[][]> EmbedAsync(IReadOnlyList<ReadOnlyMemory<int>> texts, int tokenCount, CancellationToken cancellationToken)
    {
        var call = new ScheduledCall(texts, Cancel, cancellationToken);
        bool starts;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(PackScheduler));
            if (call.IsOver)
                return call.Task;

            var now = LaneMetrics.Now;
            for (var i = 0; i < texts.Count; i++)
                _waiting.Add(new(call, i, now));

            metrics.Changed(texts.Count);
            starts = !_active;
            _active = true;
        }

        if (!starts)
            return call.Task;

        if (tokenCount <= tokenBudget && texts.Count <= PackPlanner.TextLimit)
            RunOnePack();
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

        return call.Task;
    }

    /// <summary>Refuses new calls and ends those that wait.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_closed)
                return;

            _closed = true;
            foreach (var text in _waiting)
                text.Call.Fail(new ObjectDisposedException(nameof(EmbeddingGemmaGenerator)));

            metrics.Changed(-_waiting.Count);
            _waiting.Clear();
            if (_active)
                return;
        }

        stopped();
    }

    /// <summary>Runs packs until no text waits.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        while (HasWork())
            RunNext();
    }

    /// <summary>Runs one pack, and leaves the texts of others that came meanwhile to a thread that is nobody's.</summary>
    private void RunOnePack()
    {
        RunNext();
        if (HasWork())
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Returns whether texts wait; if not, the lane rests.</summary>
    private bool HasWork()
    {
        lock (_gate)
        {
            if (_waiting.Count > 0)
                return true;

            _active = false;
            if (!_closed)
                return false;
        }

        stopped();
        return false;
    }

    /// <summary>Returns what is to be run next; nothing, where the last calls that waited were cancelled just now.</summary>
    private WaitingText[] TakePack()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
                return [];

            Span<int> lengths = stackalloc int[Math.Min(_waiting.Count, PlanningWindow)];
            for (var i = 0; i < lengths.Length; i++)
                lengths[i] = _waiting[i].Ids.Length;

            var positions = PackPlanner.Next(lengths, tokenBudget);
            var pack = Array.ConvertAll(positions, position => _waiting[position]);
            Array.Sort(positions);
            for (var i = positions.Length - 1; i >= 0; i--)
                _waiting.RemoveAt(positions[i]);

            return pack;
        }
    }

    private void RunNext()
    {
        var texts = TakePack();
        if (texts.Length == 0)
            return;

        metrics.Began(texts);
        Run(texts);
    }

    private void Run(WaitingText[] texts)
    {
        using var pack = new RunningPack(texts);
        Begin(pack);
        var started = LaneMetrics.Now;
        try
        {
            var vectors = run([.. texts.Select(text => text.Ids)], pack.Stop);
            if (vectors.Length != texts.Length)
                throw new InvalidOperationException($"The engine gave {vectors.Length} vectors for {texts.Length} texts.");

            metrics.Ended(texts, started, tokenBudget);
            End(vectors);
        }
        catch (Exception exception) // whatever it is belongs to the callers, not to the thread
        {
            Retry(exception);
        }
    }

    private void Begin(RunningPack pack)
    {
        lock (_gate)
        {
            _running = pack;
            pack.StopIfAbandoned(); // cancelled on the way here
        }
    }

    private void End(float[][] vectors)
    {
        lock (_gate)
        {
            for (var i = 0; i < vectors.Length; i++)
                _running!.Texts[i].Call.Take(_running.Texts[i].Index, vectors[i]);

            _running = null;
        }
    }

    /// <summary>
    /// Gives an error to its call. In a pack of several calls only one may be at fault: each is run again alone, so that the others
    /// get their vectors, and those that fail an exception of their own.
    /// </summary>
    private void Retry(Exception exception)
    {
        WaitingText[][] calls;
        lock (_gate)
        {
            calls = [.. _running!.ByCall()];
            var isOneCall = _running.Texts.All(text => text.Call == _running.Texts[0].Call);
            _running = null;
            if (isOneCall)
            {
                foreach (var texts in calls)
                {
                    texts[0].Call.Fail(exception);
                    Forget(texts[0].Call);
                }

                return;
            }
        }

        foreach (var texts in calls)
            Run(texts);
    }

    /// <summary>Ends a call that its caller has given up.</summary>
    private void Cancel(ScheduledCall call)
    {
        lock (_gate)
        {
            call.Cancel();
            Forget(call);
            _running?.StopIfAbandoned();
        }
    }

    private void Forget(ScheduledCall call) => metrics.Changed(-_waiting.RemoveAll(text => text.Call == call));
}
