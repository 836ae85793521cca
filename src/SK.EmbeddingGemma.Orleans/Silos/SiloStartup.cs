using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Silos;

/// <summary>
/// Loads the model before the silo joins, and lets the silo stop again where another one has a different model. What is asked of it in between is refused by the
/// space that requests carry.
/// </summary>
internal sealed class SiloStartup(SiloModel model, ISiloStatusOracle silos, IGrainFactory grains, ILogger<SiloStartup> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        lifecycle.Subscribe(nameof(SiloStartup) + ".Load", ServiceLifecycleStage.ApplicationServices, LoadAsync);
        lifecycle.Subscribe(nameof(SiloStartup) + ".Agree", ServiceLifecycleStage.Active, AgreeAsync);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        await model.LoadAsync(cancellationToken).ConfigureAwait(false);
        logger.ModelLoaded(model.Space.ToString());
    }

    private async Task AgreeAsync(CancellationToken cancellationToken)
    {
        foreach (var silo in silos.GetActiveSilos().Where(silo => !silo.Equals(silos.SiloAddress)))
        {
            if (await SpaceOfAsync(silo).WaitAsync(cancellationToken).ConfigureAwait(false) is not { } theirs)
                continue;
            if (!EmbeddingGemmaSpace.TryParse(theirs, out var space) || !space.IsCompatibleWith(model.Space))
                throw EmbeddingGemmaSpaceMismatchException.Create($"The silo {silo} has vectors of", theirs, model.Space.ToString());
        }
    }

    /// <summary>Asks a silo for its space; <see langword="null"/> where it does not answer: it may be starting, or lost.</summary>
    private async Task<string?> SpaceOfAsync(SiloAddress silo)
    {
        try
        {
            return await grains.GetGrain<IEmbeddingSiloGrain>(silo.ToParsableString()).GetSpaceAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            logger.SiloNotAsked(silo.ToString(), exception.GetType().Name);
            return null;
        }
    }
}
