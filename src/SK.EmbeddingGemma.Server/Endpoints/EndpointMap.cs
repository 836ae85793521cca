using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SK.EmbeddingGemma.Server.Admission;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Endpoints;

/// <summary>
/// Maps endpoints with a pipeline of their own: the frame, the limit of requests, the time limit, and the handler. So an application needs no middleware of ours in its own
/// pipeline, and its other endpoints are left alone.
/// </summary>
internal sealed class EndpointMap(IEndpointRouteBuilder endpoints, EndpointFrame frame, RequestGate gate, IOptions<EmbeddingGemmaServerOptions> options)
{
    private static readonly RequestFault TooLong = new(FaultKind.TimedOut, "The answer took longer than the server allows: send fewer texts at once, or try again when it is less busy.");

    /// <summary>Maps an endpoint.</summary>
    /// <param name="methods">The HTTP methods.</param>
    /// <param name="pattern">The route.</param>
    /// <param name="dialect">How its clients expect faults.</param>
    /// <param name="handler">Answers a request; what is wrong with it is thrown as <see cref="RequestFaultException"/>.</param>
    /// <param name="needsKey">Whether it is behind the API key, where there is one.</param>
    public IEndpointConventionBuilder Map(string[] methods, string pattern, IDialect dialect, RequestDelegate handler, bool needsKey = true)
    {
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.Use(next => context => frame.RunAsync(context, dialect, needsKey, next));
        pipeline.UseRateLimiter(gate.ToOptions((context, _) => new(frame.RejectAsync(context, dialect, Overload.Fault))));
        pipeline.UseRequestTimeouts();
        pipeline.Run(handler);
        return endpoints.MapMethods(pattern, methods, pipeline.Build())
            .WithDisplayName($"{string.Join(',', methods)} {pattern}")
            .WithMetadata(handler.Method) // without it there is no description
            .WithRequestTimeout(new RequestTimeoutPolicy
            {
                Timeout = options.Value.RequestTimeout,
                TimeoutStatusCode = dialect.StatusOf(FaultKind.TimedOut),
                WriteTimeoutResponse = context => frame.RejectAsync(context, dialect, TooLong),
            });
    }

    /// <summary>Maps an endpoint for POST.</summary>
    /// <inheritdoc cref="Map"/>
    public IEndpointConventionBuilder Post(string pattern, IDialect dialect, RequestDelegate handler) => Map([HttpMethods.Post], pattern, dialect, handler);

    /// <summary>Maps an endpoint for GET.</summary>
    /// <inheritdoc cref="Map"/>
    public IEndpointConventionBuilder Get(string pattern, IDialect dialect, RequestDelegate handler) => Map([HttpMethods.Get], pattern, dialect, handler);
}
