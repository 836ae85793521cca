namespace SK.EmbeddingGemma.Server.Requests;

/// <summary>Ends a request with a fault that its client is told.</summary>
internal sealed class RequestFaultException(RequestFault fault) : Exception(fault.Message)
{
    public RequestFaultException(FaultKind kind, string message, string? parameter = null)
        : this(new RequestFault(kind, message, parameter))
    {
    }

    /// <summary>Gets the fault.</summary>
    public RequestFault Fault => fault;
}
