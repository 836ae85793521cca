namespace SK.EmbeddingGemma.Inference.Scheduling;

/// <summary>A text that waits for its run.</summary>
/// <param name="Call">The call it belongs to.</param>
/// <param name="Index">Its place in the call.</param>
/// <param name="Since">When it came.</param>
internal readonly record struct WaitingText(ScheduledCall Call, int Index, long Since)
{
    /// <summary>Gets the token ids.</summary>
    public ReadOnlyMemory<int> Ids => Call.Texts[Index];
}
