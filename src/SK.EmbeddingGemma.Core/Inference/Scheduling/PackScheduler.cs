using SK.EmbeddingGemma.Graphs;

namespace SK.EmbeddingGemma.Inference.Scheduling;

/// <summary>Merges concurrent calls of one model into packs, and lets short calls pass long ones. Thread-safe.</summary>
/// <remarks>
/// Two lanes, each one pack at a time: a query's run goes on beside a bulk pack, on the same session and its threads, and does not
/// wait for that pack's end. Neither lane can starve the other: on 2 cores beside packs of 1,024 tokens, a query of 16 tokens took a tenth of the time
/// that waiting for the pack would have (EmbeddingGemma 300M), and the bulk work lost a sixth while queries came all the time.
/// </remarks>
internal sealed class PackScheduler : IDisposable
{
    /// <summary>The most texts that a caller may bring at a time.</summary>
    public const int MostTexts = 256;

    /// <summary>The tokens of a call, all texts together, that makes it a query, and of a pack of queries: as many as a run takes without loss of speed per token.</summary>
    public const int QueryTokens = 256;

    /// <summary>The texts of a call that may be a query: those with more do not take the queries' room.</summary>
    private const int QueryTexts = 8;

    /// <summary>The texts on their way, of queries and of bulk work: at most 8 MiB of tokens for 2,048 tokens each.</summary>
    private const int Room = 1024;

    private readonly IDisposable _owned;
    private readonly PackLane _queries;
    private readonly PackLane _bulk;
    private readonly QueueRoom _queryRoom = new(Room);
    private readonly QueueRoom _bulkRoom = new(Room);
    private int _lanes = 2;

    /// <summary>Creates a scheduler.</summary>
    /// <param name="run">Computes a pack.</param>
    /// <param name="owned">What <paramref name="run"/> needs; disposed after the last run.</param>
    /// <param name="tokenBudget">The most tokens of a pack of bulk work.</param>
    public PackScheduler(PackRun run, IDisposable owned, int tokenBudget = PackedGraph.TokenBudget)
    {
        _owned = owned;
        _queries = new(run, QueryTokens, LaneStopped, new("query"));
        _bulk = new(run, tokenBudget, LaneStopped, new("bulk"));
    }

    /// <summary>Waits for room for texts of one call, before they are tokenized: so memory is bounded, whatever the number of callers.</summary>
    /// <param name="texts">The number of texts, 1 to <see cref="MostTexts"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The room, to be disposed once when the texts are done.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<IDisposable> EnterAsync(int texts, CancellationToken cancellationToken)
    {
        var room = texts <= QueryTexts ? _queryRoom : _bulkRoom;
        await room.EnterAsync(texts, cancellationToken).ConfigureAwait(false);
        return new Place(room, texts);
    }

    /// <summary>Embeds texts, each a whole sequence of ids with both special tokens, together with those of other calls.</summary>
    /// <param name="texts">The texts' token ids, not changed before the task has ended.</param>
    /// <param name="cancellationToken">Ends the call at once; a run goes on for as long as another call has texts in it.</param>
    /// <returns>A vector for each text, in the order given, not normalised.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler is disposed.</exception>
    public Task<float[][]> EmbedAsync(IReadOnlyList<ReadOnlyMemory<int>> texts, CancellationToken cancellationToken)
    {
        if (texts.Count == 0)
            return Task.FromResult<float[][]>([]);

        var tokens = 0;
        foreach (var text in texts)
            tokens += text.Length;

        return (tokens <= QueryTokens ? _queries : _bulk).EmbedAsync(texts, tokens, cancellationToken);
    }

    /// <summary>Refuses new calls, ends those that wait, and releases what is owned when the last run has ended.</summary>
    public void Dispose()
    {
        _queries.Close();
        _bulk.Close();
    }

    private void LaneStopped()
    {
        if (Interlocked.Decrement(ref _lanes) == 0)
            _owned.Dispose();
    }

    private sealed class Place(QueueRoom room, int texts) : IDisposable
    {
        public void Dispose() => room.Leave(texts);
    }
}
