using Microsoft.Extensions.Diagnostics.HealthChecks;
using SK.EmbeddingGemma.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers health checks of EmbeddingGemma.</summary>
public static class EmbeddingGemmaHealthChecksBuilderExtensions
{
    private const string DefaultName = "embeddinggemma";

    /// <summary>
    /// Adds a check of a registered model: healthy when it is loaded, degraded when it is on this machine but not loaded, and unhealthy when it is not on this
    /// machine. The check neither loads nor downloads it.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="serviceKey">The key that the model is registered under; <see langword="null"/> for the one without.</param>
    /// <param name="name">The check's name; <see langword="null"/> for <c>embeddinggemma</c>, with the key behind it where there is one.</param>
    /// <param name="failureStatus">What to report for a model that is not on this machine; <see langword="null"/> for unhealthy.</param>
    /// <param name="tags">Tags to choose checks by, or <see langword="null"/>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IHealthChecksBuilder AddEmbeddingGemma(
        this IHealthChecksBuilder builder, object? serviceKey = null, string? name = null, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name ?? (serviceKey is null ? DefaultName : $"{DefaultName}:{serviceKey}"),
            provider => new ModelHealthCheck(provider, serviceKey),
            failureStatus,
            tags));
    }
}
