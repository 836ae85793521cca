using Microsoft.AspNetCore.Http;

namespace SK.EmbeddingGemma.Server.Requests;

/// <summary>How the clients of an API expect faults. Part of an endpoint's metadata.</summary>
internal interface IDialect
{
    /// <summary>Gets the dialect's name, for metrics.</summary>
    string Name { get; }

    /// <summary>Returns the HTTP status of a fault.</summary>
    int StatusOf(FaultKind kind);

    /// <summary>Writes the body of a fault; status and headers are set.</summary>
    Task WriteAsync(HttpResponse response, RequestFault fault, CancellationToken cancellationToken);
}
