using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Memories;

/// <summary>Tells clients what a store refuses.</summary>
internal static class MemoryFault
{
    /// <summary>Runs an operation of a store.</summary>
    /// <exception cref="RequestFaultException">The collection was made with another model, or is none of a text memory.</exception>
    public static async Task<T> TellAsync<T>(Func<Task<T>> operation)
    {
        try
        {
            return await operation().ConfigureAwait(false);
        }
        catch (VectorSpaceMismatchException)
        {
            throw new RequestFaultException(FaultKind.Conflict, "The collection was made with another model, other prompts or other dimensions: delete it and remember its texts anew, or serve that model.", "name");
        }
        catch (VectorStoreException other) when (other.InnerException is InvalidOperationException)
        {
            throw new RequestFaultException(FaultKind.Conflict, "The collection was not made by a text memory: choose another name.", "name");
        }
    }
}
