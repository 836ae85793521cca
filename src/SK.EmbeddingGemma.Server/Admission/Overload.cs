using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Admission;

/// <summary>What clients are told when there is no room.</summary>
internal static class Overload
{
    /// <summary>Gets the fault.</summary>
    public static RequestFault Fault { get; } = new(FaultKind.Overloaded, "Model is overloaded: too much is waiting; try again later.");
}
