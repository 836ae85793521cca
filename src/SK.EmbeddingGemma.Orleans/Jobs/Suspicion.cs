namespace SK.EmbeddingGemma.Jobs;

/// <summary>When a document is held to be at fault though its fault does not say so.</summary>
internal enum Suspicion
{
    /// <summary>Never: the batch is tried again.</summary>
    None,

    /// <summary>Where others of its batch are stored.</summary>
    WhereOthersAreStored,

    /// <summary>Also where no other is, if there are few and the store answers.</summary>
    WhereTheStoreAnswers,
}
