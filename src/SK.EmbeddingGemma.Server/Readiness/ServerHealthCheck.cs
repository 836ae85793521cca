using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SK.EmbeddingGemma.Server.Readiness;

/// <summary>Healthy while requests should be sent here.</summary>
internal sealed class ServerHealthCheck(ModelReadiness readiness) : IHealthCheck
{
    /// <summary>The check's name.</summary>
    public const string Name = "embeddinggemma-server";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(readiness.IsReady ? HealthCheckResult.Healthy() : new(context.Registration.FailureStatus, "The model is not loaded yet, or the server is stopping."));
}
