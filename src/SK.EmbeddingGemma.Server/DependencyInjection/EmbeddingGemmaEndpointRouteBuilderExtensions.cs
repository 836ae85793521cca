using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using SK.EmbeddingGemma;
using SK.EmbeddingGemma.Server.Admission;
using SK.EmbeddingGemma.Server.DependencyInjection;
using SK.EmbeddingGemma.Server.Endpoints;
using SK.EmbeddingGemma.Server.Memories;
using SK.EmbeddingGemma.Server.Ollama;
using SK.EmbeddingGemma.Server.OpenAI;
using SK.EmbeddingGemma.Server.Page;
using SK.EmbeddingGemma.Server.Readiness;
using SK.EmbeddingGemma.Server.TextEmbeddingsInference;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the HTTP endpoints of EmbeddingGemma.</summary>
public static class EmbeddingGemmaEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps embeddings for clients of OpenAI (<c>/v1/embeddings</c>, <c>/v1/models</c>), text-embeddings-inference (<c>/embed</c>, <c>/similarity</c>, <c>/tokenize</c>, <c>/decode</c>, <c>/info</c>) and Ollama
    /// (<c>/api/embed</c>, <c>/api/embeddings</c>, <c>/api/tags</c>, <c>/api/show</c>, <c>/api/version</c>); text memory (<c>/v1/memory/collections</c>) where <see cref="EmbeddingGemmaServerOptions.StorePath"/> is set; and, always
    /// without a key, <c>/health</c>, <c>/metrics</c>, the OpenAPI document <c>/openapi.json</c>, and a page to try it at <c>/</c>.
    /// </summary>
    /// <param name="endpoints">The application, or a group of it. Its services have <c>AddEmbeddingGemmaServer</c>.</param>
    /// <returns>What changes all these endpoints together.</returns>
    /// <remarks>Keys, limits and time limits are part of the endpoints: no middleware is needed, and other endpoints of the application are left alone.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The services lack <c>AddEmbeddingGemmaServer</c>.</exception>
    /// <exception cref="OptionsValidationException">The options are not allowed.</exception>
    /// <exception cref="IOException">The file of API keys cannot be read.</exception>
    public static IEndpointConventionBuilder MapEmbeddingGemma(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        if (services.GetService<ModelReadiness>() is null)
            throw new InvalidOperationException("The services of the server are missing: call services.AddEmbeddingGemmaServer() before the application is built.");

        var group = endpoints.MapGroup("");
        MapDescribed(group.MapGroup("").WithGroupName(ServerOpenApi.DocumentName), services);
        group.MapGet("/openapi.json", ServerOpenApi.WriteAsync).ExcludeFromDescription();
        group.MapPrometheusScrapingEndpoint("/metrics");
        if (services.GetRequiredService<IOptions<EmbeddingGemmaServerOptions>>().Value.ServePage)
            services.GetRequiredService<PageEndpoints>().Map(group);
        return group;
    }

    private static void MapDescribed(RouteGroupBuilder group, IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<EmbeddingGemmaServerOptions>>();
        var map = new EndpointMap(group, services.GetRequiredService<EndpointFrame>(), services.GetRequiredService<RequestGate>(), options);
        services.GetRequiredService<OpenAIEndpoints>().Map(map);
        services.GetRequiredService<TeiEndpoints>().Map(map);
        services.GetRequiredService<TeiTokenEndpoints>().Map(map);
        services.GetRequiredService<OllamaEndpoints>().Map(map);
        services.GetRequiredService<OllamaModelEndpoints>().Map(map);
        if (options.Value.StorePath is not null)
        {
            services.GetRequiredService<CollectionEndpoints>().Map(map);
            services.GetRequiredService<TextEndpoints>().Map(map);
        }

        group.MapHealthChecks("/health", new HealthCheckOptions
        {
            Predicate = check => check.Name == ServerHealthCheck.Name,
            ResponseWriter = (context, report) => report.Status is HealthStatus.Healthy ? Task.CompletedTask : TeiEndpoints.WriteUnhealthyAsync(context.Response),
        });
    }
}
