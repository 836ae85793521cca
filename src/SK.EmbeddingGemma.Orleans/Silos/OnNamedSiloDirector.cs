using Orleans.Runtime.Placement;

namespace SK.EmbeddingGemma.Silos;

/// <summary>Finds the silo whose address is a grain's key. Thread-safe.</summary>
internal sealed class OnNamedSiloDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var key = target.GrainIdentity.Key.ToString();
        var silo = Array.Find(context.GetCompatibleSilos(target), silo => string.Equals(silo.ToParsableString(), key, StringComparison.Ordinal));
        return silo is not null ? Task.FromResult(silo) : Task.FromException<SiloAddress>(new SiloUnavailableException($"There is no active silo '{key}' with this model: it has stopped, or not yet joined."));
    }
}
