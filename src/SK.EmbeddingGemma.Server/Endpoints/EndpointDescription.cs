using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace SK.EmbeddingGemma.Server.Endpoints;

/// <summary>What the OpenAPI document says of an endpoint.</summary>
internal static class EndpointDescription
{
    /// <summary>Names an endpoint and says what it does.</summary>
    public static IEndpointConventionBuilder Describe(this IEndpointConventionBuilder endpoint, string tag, string summary) =>
        endpoint.WithMetadata(new TagsAttribute(tag), new EndpointSummaryAttribute(summary));

    /// <summary>Says what an endpoint reads.</summary>
    public static IEndpointConventionBuilder Reads<T>(this IEndpointConventionBuilder endpoint) => endpoint.WithMetadata(new RequestBody(typeof(T)));

    /// <summary>Says what an endpoint writes.</summary>
    public static IEndpointConventionBuilder Writes<T>(this IEndpointConventionBuilder endpoint, int status = StatusCodes.Status200OK) =>
        endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(T), ["application/json"]));

    /// <summary>Says that an endpoint answers without a body.</summary>
    public static IEndpointConventionBuilder WritesNothing(this IEndpointConventionBuilder endpoint, int status) =>
        endpoint.WithMetadata(new ProducesResponseTypeMetadata(status));
}
