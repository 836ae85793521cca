using Microsoft.AspNetCore.Http;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.OpenAI;

/// <summary>Faults as clients of OpenAI read them: an object under <c>error</c>, with four members.</summary>
internal sealed class OpenAIDialect : IDialect
{
    private const string Invalid = "invalid_request_error";

    /// <summary>Gets the dialect.</summary>
    public static OpenAIDialect Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "openai";

    /// <inheritdoc/>
    public int StatusOf(FaultKind kind) => kind switch
    {
        FaultKind.NotJson => StatusCodes.Status415UnsupportedMediaType,
        FaultKind.BodyTooLarge => StatusCodes.Status413PayloadTooLarge,
        FaultKind.BodyTooSlow => StatusCodes.Status408RequestTimeout,
        FaultKind.KeyMissing => StatusCodes.Status401Unauthorized,
        FaultKind.ModelUnknown or FaultKind.NotFound => StatusCodes.Status404NotFound,
        FaultKind.Conflict => StatusCodes.Status409Conflict,
        FaultKind.Overloaded => StatusCodes.Status429TooManyRequests,
        FaultKind.NotReady => StatusCodes.Status503ServiceUnavailable,
        FaultKind.TimedOut => StatusCodes.Status504GatewayTimeout,
        FaultKind.Cancelled => StatusCodes.Status499ClientClosedRequest,
        FaultKind.Failed => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <inheritdoc/>
    public Task WriteAsync(HttpResponse response, RequestFault fault, CancellationToken cancellationToken) => JsonBody.WriteAsync(
        response,
        new OpenAIError(new() { Message = fault.Message, Type = TypeOf(fault.Kind), Param = fault.Parameter, Code = CodeOf(fault.Kind) }),
        OpenAIJson.Default.OpenAIError,
        cancellationToken);

    private static string TypeOf(FaultKind kind) => kind switch
    {
        FaultKind.TooManyTokens => "max_tokens_per_request",
        FaultKind.Overloaded => "rate_limit_error",
        FaultKind.NotReady or FaultKind.TimedOut or FaultKind.Failed => "server_error",
        _ => Invalid,
    };

    private static string? CodeOf(FaultKind kind) => kind switch
    {
        FaultKind.KeyMissing => "invalid_api_key",
        FaultKind.ModelUnknown => "model_not_found",
        FaultKind.TooManyTokens => "max_tokens_per_request",
        FaultKind.Overloaded => "rate_limit_exceeded",
        _ => null,
    };
}
