using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SK.EmbeddingGemma.Server.Keys;
using SK.EmbeddingGemma.Server.Requests;
using SK.EmbeddingGemma.Server.Telemetry;

namespace SK.EmbeddingGemma.Server.Endpoints;

/// <summary>What every request goes through: its key, its size, and the answer in its dialect where something is wrong. Thread-safe.</summary>
internal sealed class EndpointFrame(
    ApiKeys keys, ServerMetrics metrics, TimeProvider time, IOptions<EmbeddingGemmaServerOptions> options, ILogger<EndpointFrame> logger)
{
    private readonly EmbeddingGemmaServerOptions _options = options.Value;

    /// <summary>Answers a request whose faults are told in its endpoint's dialect.</summary>
    public async Task RunAsync(HttpContext context, IDialect dialect, bool needsKey, RequestDelegate next)
    {
        var started = time.GetTimestamp();
        var aborted = context.RequestAborted; // the client's own: within a time limit there is another
        context.Response.Headers["x-request-id"] = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
        JsonBody.Limit(context, _options.MaxRequestBodyBytes);
        RequestFault? fault = null;
        try
        {
            if (needsKey && !keys.Admit(context.Request))
                throw new RequestFaultException(FaultKind.KeyMissing, "No valid API key was given: send the header 'Authorization: Bearer KEY' with one of the server's keys.");
            await next(context).ConfigureAwait(false);
            fault = context.Features.Get<RequestFault>(); // of a stage that answered by itself
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            fault = new(FaultKind.Cancelled, "The client has gone.");
            context.Response.StatusCode = dialect.StatusOf(fault.Kind); // for logs and metrics: nobody reads it
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            fault = FaultOf(failure);
            await WriteAsync(context, dialect, fault).ConfigureAwait(false);
        }
        finally
        {
            metrics.Answered(dialect.Name, fault?.Kind, time.GetElapsedTime(started));
        }
    }

    /// <summary>Answers a request with a fault, from a stage inside.</summary>
    public Task RejectAsync(HttpContext context, IDialect dialect, RequestFault fault)
    {
        context.Features.Set(fault);
        return WriteAsync(context, dialect, fault);
    }

    private async Task WriteAsync(HttpContext context, IDialect dialect, RequestFault fault)
    {
        var response = context.Response;
        response.Clear();
        response.StatusCode = dialect.StatusOf(fault.Kind);
        response.Headers["x-request-id"] = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
        if (fault.Kind is FaultKind.Overloaded or FaultKind.NotReady)
            response.Headers.RetryAfter = ((long)Math.Ceiling(_options.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (fault.Kind is FaultKind.KeyMissing)
            response.Headers.WWWAuthenticate = "Bearer";
        await dialect.WriteAsync(response, fault, CancellationToken.None).ConfigureAwait(false); // after a time limit the request is aborted already
    }

    private RequestFault FaultOf(Exception failure)
    {
        switch (failure)
        {
            case RequestFaultException { Fault: var known }:
                return known;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return new(FaultKind.BodyTooLarge, string.Create(CultureInfo.InvariantCulture, $"The body has more than {_options.MaxRequestBodyBytes} bytes: send the texts in several requests."));
            case BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }:
                return new(FaultKind.BodyTooSlow, "The body came too slowly.");
            case BadHttpRequestException:
                return new(FaultKind.MalformedJson, "The request's body ended early or was not sent as its headers say.");
            default:
                logger.Failed(failure);
                return new(FaultKind.Failed, "Something went wrong on the server; its log says what.");
        }
    }
}
