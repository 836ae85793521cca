using System.Net.Sockets;

namespace SK.EmbeddingGemma.Clients;

/// <summary>Tells what goes away by itself, or on another silo, from what the caller must mend.</summary>
internal static class TransientFaults
{
    /// <summary>Returns whether another silo, or the same one later, may do what failed.</summary>
    public static bool Includes(Exception exception) => exception
        is OrleansException // a silo that is lost, starting, overloaded or cannot be reached
        or TimeoutException
        or SocketException
        or ObjectDisposedException // the generator of a silo that stops
        or OperationCanceledException; // likewise; the caller's own cancellation is told apart by its token
}
