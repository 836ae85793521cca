namespace SK.EmbeddingGemma.Inference.Scheduling;

/// <summary>Texts that are run together. Used under the lane's lock, except for what the run itself reads.</summary>
internal sealed class RunningPack(WaitingText[] texts) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Gets the texts, in the order of the run.</summary>
    public IReadOnlyList<WaitingText> Texts => texts;

    /// <summary>Gets the token that stops the run.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Stops the run if every caller has gone: as long as one waits, the pack is worth its time.</summary>
    public void StopIfAbandoned()
    {
        if (Array.TrueForAll(texts, text => text.Call.IsOver))
            _stop.Cancel();
    }

    /// <summary>Returns a pack for each call that still waits.</summary>
    public IEnumerable<WaitingText[]> ByCall() =>
        texts.Where(text => !text.Call.IsOver).GroupBy(text => text.Call).Select(group => group.ToArray());

    public void Dispose() => _stop.Dispose();
}
