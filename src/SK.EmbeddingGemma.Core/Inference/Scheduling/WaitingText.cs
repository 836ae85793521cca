namespace SK.EmbeddingGemma.Inference.Scheduling;

/// <summary>A text that waits for its run.</summary>
/// <param name="Call">The call it belongs to.</param>
/// <param name="Index">Its place in the call.</param>
internal readonly record struct WaitingText(ScheduledCall Call, int Index)
{
    /// <summary>Gets the token ids.</summary>
    public ReadOnlyMemory<int> Ids => Call.Texts[Index];
}
