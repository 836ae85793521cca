using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SK.EmbeddingGemma.DependencyInjection;

/// <summary>Says how far a model is from answering, and does nothing to bring it nearer.</summary>
internal sealed class ModelHealthCheck(IServiceProvider provider, object? serviceKey) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var generator = RegisteredGenerator.Get(provider, serviceKey);
        return Task.FromResult(
            generator.IsLoaded ? HealthCheckResult.Healthy($"{generator.ModelName} is loaded.")
            : generator.IsPresent ? HealthCheckResult.Degraded($"{generator.ModelName} is on this machine, but not loaded: the next call loads it.")
            : new HealthCheckResult(context.Registration.FailureStatus, $"{generator.ModelName} is not on this machine."));
    }
}
