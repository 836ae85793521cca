using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SK.EmbeddingGemma.Server.Requests;

/// <summary>Reads and writes JSON bodies. Read by hand, so that what is wrong with a body is said in the client's dialect.</summary>
internal static class JsonBody
{
    /// <summary>Reads a body that must be said to be JSON.</summary>
    /// <exception cref="RequestFaultException">It is something else, no JSON, or JSON of another shape.</exception>
    public static Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type) =>
        context.Request.HasJsonContentType()
            ? ReadAnyTypeAsync(context, type)
            : throw new RequestFaultException(FaultKind.NotJson, "The body must be JSON: send it with the header 'Content-Type: application/json'.");

    /// <summary>Reads a body whatever it is said to be.</summary>
    /// <exception cref="RequestFaultException">It is no JSON, or JSON of another shape.</exception>
    public static async Task<T> ReadAnyTypeAsync<T>(HttpContext context, JsonTypeInfo<T> type)
    {
        using var document = await ParseAsync(context).ConfigureAwait(false);
        try
        {
            return document.RootElement.Deserialize(type) ?? throw new RequestFaultException(FaultKind.WrongShape, "The body is null, but must be an object.");
        }
        catch (JsonException wrong)
        {
            throw new RequestFaultException(FaultKind.WrongShape, Describe(wrong));
        }
    }

    /// <summary>Writes a body, with status 200 unless another was set.</summary>
    public static async Task WriteAsync<T>(HttpResponse response, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken, string contentType = "application/json; charset=utf-8")
    {
        response.ContentType = contentType;
        await JsonSerializer.SerializeAsync(response.BodyWriter, value, type, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets the most bytes that the body of a request may have.</summary>
    public static void Limit(HttpContext context, long bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = bytes;
    }

    private static async Task<JsonDocument> ParseAsync(HttpContext context)
    {
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted).ConfigureAwait(false);
        }
        catch (JsonException malformed)
        {
            throw new RequestFaultException(FaultKind.MalformedJson, FormattableString.Invariant($"The body is no JSON: line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}."));
        }
    }

    /// <summary>Says where the fault is, but nothing of what is there: the framework's message may quote it. Names of members that do not exist are not in a path, which follows the types.</summary>
    private static string Describe(JsonException wrong) => wrong is ShapeException
        ? wrong.Message
        : $"The value at '{wrong.Path}' is missing, not valid text or of another type than expected: see the API's description.";
}
