namespace SK.EmbeddingGemma.Silos;

/// <summary>The placement of a grain on the silo whose address is its key.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("embeddinggemma.placement")]
internal sealed class OnNamedSilo : PlacementStrategy;
