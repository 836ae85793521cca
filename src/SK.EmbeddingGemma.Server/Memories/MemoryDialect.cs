using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using SK.EmbeddingGemma.Server.OpenAI;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Memories;

/// <summary>Faults of endpoints that no other server has: problem details (RFC 9457), with the statuses of the other endpoints under <c>/v1</c>.</summary>
internal sealed class MemoryDialect : IDialect
{
    /// <summary>Gets the dialect.</summary>
    public static MemoryDialect Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public int StatusOf(FaultKind kind) => OpenAIDialect.Instance.StatusOf(kind);

    /// <inheritdoc/>
    public Task WriteAsync(HttpResponse response, RequestFault fault, CancellationToken cancellationToken) => JsonBody.WriteAsync(
        response,
        new ProblemDetails { Title = fault.Kind.ToString(), Status = response.StatusCode, Detail = fault.Message },
        MemoryJson.Default.ProblemDetails,
        cancellationToken,
        "application/problem+json");
}
