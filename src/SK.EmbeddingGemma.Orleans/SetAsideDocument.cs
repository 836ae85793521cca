namespace SK.EmbeddingGemma;

/// <summary>A document that a job could not store. Immutable.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Id">What names it.</param>
/// <param name="Position">Where it stands in the partition.</param>
/// <param name="Fault">Why: the kind of the fault and its message.</param>
[GenerateSerializer, Immutable, Alias("embeddinggemma.job.aside")]
public sealed record SetAsideDocument([property: Id(0)] string Partition, [property: Id(1)] string Id, [property: Id(2)] string Position, [property: Id(3)] string Fault);
