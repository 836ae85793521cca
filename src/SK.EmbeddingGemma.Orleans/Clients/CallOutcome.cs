namespace SK.EmbeddingGemma.Clients;

/// <summary>How a call to a silo ended.</summary>
internal enum CallOutcome
{
    /// <summary>Nobody waited for its end: it says nothing about the silo.</summary>
    Abandoned,

    /// <summary>The silo answered.</summary>
    Answered,

    /// <summary>The silo could not be reached, or not in time.</summary>
    Failed,
}
