using Orleans.Concurrency;

namespace SK.EmbeddingGemma.Silos;

/// <inheritdoc cref="IClusterGrain"/>
[StatelessWorker]
internal sealed class ClusterGrain(SiloModel model, ISiloStatusOracle silos) : Grain, IClusterGrain
{
    public Task<ClusterDescription> DescribeAsync() => Task.FromResult(new ClusterDescription
    {
        Silos = [.. silos.GetActiveSilos().Where(silo => !silos.IsDeadSilo(silo)).Select(silo => silo.ToParsableString())],
        Space = model.Space.ToString(),
        ModelId = model.ModelId,
        Dimensions = model.Dimensions,
    });
}
