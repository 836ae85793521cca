namespace SK.EmbeddingGemma.Generation;

/// <summary>A clock that lets a test act at known points of a call: a load reads the timestamp first, a computation the time.</summary>
internal sealed class HookedClock : TimeProvider
{
    public Action OnLoad { get; set; } = () => { };

    public Action OnCompute { get; set; } = () => { };

    public override long GetTimestamp()
    {
        OnLoad();
        return base.GetTimestamp();
    }

    public override DateTimeOffset GetUtcNow()
    {
        OnCompute();
        return DateTimeOffset.UnixEpoch;
    }

    /// <summary>Returns a generator on the tiny model with this clock.</summary>
    public EmbeddingGemmaGenerator Generator() => new(new() { Model = EmbeddingGemmaModel.FromDirectory(Generators.TinyFolder) }, timeProvider: this);
}
