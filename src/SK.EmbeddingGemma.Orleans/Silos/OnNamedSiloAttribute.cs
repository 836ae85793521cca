using Orleans.Placement;

namespace SK.EmbeddingGemma.Silos;

/// <summary>Puts a grain on the silo whose address is its key.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OnNamedSiloAttribute() : PlacementAttribute(new OnNamedSilo());
