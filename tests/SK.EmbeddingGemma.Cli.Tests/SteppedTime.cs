namespace SK.EmbeddingGemma.Cli;

/// <summary>A clock that stands until it is set.</summary>
internal sealed class SteppedTime : TimeProvider
{
    public double Seconds { get; set; }

    public override long GetTimestamp() => (long)(Seconds * TimestampFrequency);
}
