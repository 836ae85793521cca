namespace SK.EmbeddingGemma.Inference.Scheduling;

/// <summary>Stands for the model: the vector of a text is its ids as floats. Runs can be held; texts with a negative id fail.</summary>
internal sealed class FakeRun : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _go = new(initialState: true);
    private readonly SemaphoreSlim _entered = new(0);
    private readonly List<int[]> _packs = [];
    private int _runs;

    public FakeRun() => Scheduler = new(Run, this);

    public PackScheduler Scheduler { get; }

    public Action OnRun { get; init; } = () => { };

    public bool IsDisposed { get; private set; }

    public int Terminated { get; private set; }

    public int MostAtATime { get; private set; }

    /// <summary>Gets the first ids of the texts of each pack so far.</summary>
    public IReadOnlyList<int[]> Packs
    {
        get
        {
            lock (_gate)
                return [.. _packs];
        }
    }

    /// <summary>Returns a text of that many tokens.</summary>
    public static ReadOnlyMemory<int> Text(int length, int id) => Enumerable.Repeat(id, length).ToArray();

    public static void AssertVectors(IReadOnlyList<ReadOnlyMemory<int>> texts, float[][] vectors) => Assert.Equal(texts.Select(Vector), vectors);

    public Task<float[][]> EmbedAsync(params ReadOnlyMemory<int>[] texts) => Scheduler.EmbedAsync(texts, TestContext.Current.CancellationToken);

    /// <summary>Holds this run and those after it, until <see cref="Release"/>.</summary>
    public void Hold() => _go.Reset();

    public void Release() => _go.Set();

    /// <summary>Starts a call that is held in its run, on a thread of its own: a small call is run by the calling thread.</summary>
    public async Task<Task<float[][]>> HoldAsync(CancellationToken cancellationToken, params ReadOnlyMemory<int>[] texts)
    {
        Hold();
        var call = Task.Factory.StartNew(() => Scheduler.EmbedAsync(texts, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        await EnteredAsync();
        return call;
    }

    /// <summary>Waits until one more run has begun.</summary>
    public Task EnteredAsync() => _entered.WaitAsync(TestContext.Current.CancellationToken);

    public void Dispose()
    {
        lock (_gate)
        {
            Assert.False(IsDisposed);
            Assert.Equal(0, _runs);
            IsDisposed = true;
        }
    }

    private static float[] Vector(ReadOnlyMemory<int> text) => Array.ConvertAll(text.ToArray(), id => (float)id);

    private float[][] Run(IReadOnlyList<ReadOnlyMemory<int>> texts, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Assert.False(IsDisposed);
            _packs.Add([.. texts.Select(text => text.Span[0])]);
            MostAtATime = Math.Max(MostAtATime, ++_runs);
        }

        try
        {
            OnRun();
            _entered.Release();
            _go.Wait(cancellationToken);
            return [.. texts.Select(text => text.Span[0] >= 0 ? Vector(text) : throw new InvalidDataException($"id {text.Span[0]}"))];
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
                Terminated++;

            throw;
        }
        finally
        {
            lock (_gate)
                _runs--;
        }
    }
}
