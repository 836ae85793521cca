namespace SK.EmbeddingGemma.Inference;

/// <summary>The threads of a session.</summary>
/// <param name="Asked">The number for one operation, the calling thread among them; 0 for as many as there are cores.</param>
/// <param name="AllowSpinning">Whether they wait for their next work at full speed for a while before they sleep.</param>
internal readonly record struct SessionThreads(int Asked, bool AllowSpinning = true)
{
    /// <summary>
    /// The most that are taken where none are asked for. An operation on a few hundred tokens is soon too small to be divided further
    /// than that, and on a large machine the others are better left to other work than to waiting for the slowest part.
    /// </summary>
    private const int Most = 16;

    /// <summary>Gets the number for one operation.</summary>
    public int Count => Asked > 0 ? Asked : Math.Min(ProcessorCores.Count(), Most);

    public static implicit operator SessionThreads(int asked) => new(asked);
}
