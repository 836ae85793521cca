namespace SK.EmbeddingGemma.Records;

/// <summary>What a database says about the space of a property's vectors.</summary>
/// <param name="SpaceNumber">The number of the space.</param>
/// <param name="Space">The space; <see langword="null"/> before the first vector of a known one.</param>
/// <param name="TargetNumber">The number of the space that a migration leads to.</param>
/// <param name="Target">The space that a migration leads to; <see langword="null"/> where none is unfinished.</param>
internal sealed record VectorSpaceState(long? SpaceNumber, string? Space, long? TargetNumber, string? Target)
{
    /// <summary>Gets the state before anything is stored.</summary>
    public static VectorSpaceState Empty { get; } = new(null, null, null, null);

    /// <summary>Gets the space that vectors must be of which are written now.</summary>
    public string? Expected => Target ?? Space;

    /// <summary>Gets the number of <see cref="Expected"/>.</summary>
    public long? ExpectedNumber => Target is null ? SpaceNumber : TargetNumber;
}
