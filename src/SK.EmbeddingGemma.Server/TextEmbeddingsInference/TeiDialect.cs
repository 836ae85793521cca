using Microsoft.AspNetCore.Http;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.TextEmbeddingsInference;

/// <summary>Faults as clients of text-embeddings-inference read them: a text and one of its type names.</summary>
internal sealed class TeiDialect : IDialect
{
    /// <summary>Gets the dialect.</summary>
    public static TeiDialect Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "tei";

    /// <inheritdoc/>
    public int StatusOf(FaultKind kind) => kind switch
    {
        FaultKind.MalformedJson or FaultKind.InputEmpty => StatusCodes.Status400BadRequest,
        FaultKind.NotJson => StatusCodes.Status415UnsupportedMediaType,
        FaultKind.BodyTooLarge => StatusCodes.Status413PayloadTooLarge,
        FaultKind.BodyTooSlow => StatusCodes.Status408RequestTimeout,
        FaultKind.KeyMissing => StatusCodes.Status401Unauthorized,
        FaultKind.Overloaded => StatusCodes.Status429TooManyRequests,
        FaultKind.NotReady => StatusCodes.Status503ServiceUnavailable,
        FaultKind.TimedOut => StatusCodes.Status504GatewayTimeout,
        FaultKind.Cancelled => StatusCodes.Status499ClientClosedRequest,
        FaultKind.Failed or FaultKind.NotSupported => StatusCodes.Status424FailedDependency,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    /// <inheritdoc/>
    public Task WriteAsync(HttpResponse response, RequestFault fault, CancellationToken cancellationToken) =>
        fault.Kind is FaultKind.KeyMissing
            ? Task.CompletedTask // the original answers without a body
            : JsonBody.WriteAsync(response, new TeiError(MessageOf(fault), TypeOf(fault.Kind)), TeiJson.Default.TeiError, cancellationToken);

    private static string MessageOf(RequestFault fault) => fault.Kind switch
    {
        FaultKind.InputEmpty => "Input validation error: `inputs` cannot be empty",
        FaultKind.InputTooLong or FaultKind.TooManyInputs or FaultKind.TooManyTokens or FaultKind.ValueInvalid => $"Input validation error: {fault.Message}",
        FaultKind.Failed or FaultKind.NotSupported => $"Backend error: {fault.Message}",
        _ => fault.Message,
    };

    private static string TypeOf(FaultKind kind) => kind switch
    {
        FaultKind.InputEmpty => "Empty",
        FaultKind.TokenUnknown => "Tokenizer",
        FaultKind.Overloaded => "Overloaded",
        FaultKind.NotReady => "Unhealthy",
        FaultKind.Failed or FaultKind.NotSupported or FaultKind.TimedOut => "Backend",
        _ => "Validation",
    };
}
