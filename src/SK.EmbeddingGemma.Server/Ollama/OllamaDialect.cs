using Microsoft.AspNetCore.Http;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Ollama;

/// <summary>Faults as clients of Ollama read them: one text.</summary>
internal sealed class OllamaDialect : IDialect
{
    /// <summary>Gets the dialect.</summary>
    public static OllamaDialect Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "ollama";

    /// <inheritdoc/>
    public int StatusOf(FaultKind kind) => kind switch
    {
        FaultKind.BodyTooLarge => StatusCodes.Status413PayloadTooLarge,
        FaultKind.BodyTooSlow => StatusCodes.Status408RequestTimeout,
        FaultKind.KeyMissing => StatusCodes.Status401Unauthorized,
        FaultKind.ModelUnknown or FaultKind.NotFound => StatusCodes.Status404NotFound,
        FaultKind.Overloaded or FaultKind.NotReady => StatusCodes.Status503ServiceUnavailable,
        FaultKind.TimedOut => StatusCodes.Status504GatewayTimeout,
        FaultKind.Cancelled => StatusCodes.Status499ClientClosedRequest,
        FaultKind.Failed => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <inheritdoc/>
    public Task WriteAsync(HttpResponse response, RequestFault fault, CancellationToken cancellationToken) =>
        JsonBody.WriteAsync(response, new OllamaError(MessageOf(fault)), OllamaJson.Default.OllamaError, cancellationToken);

    private static string MessageOf(RequestFault fault) => fault.Kind switch
    {
        FaultKind.Overloaded => "server busy, please try again.  maximum pending requests exceeded",
        FaultKind.InputTooLong => $"the input length exceeds the context length: {fault.Message}",
        _ => fault.Message,
    };
}
