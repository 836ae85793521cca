using System.Net;

namespace SK.EmbeddingGemma.Models;

/// <summary>A server or the way to it failed. The message names the host alone: an address may hold a signature.</summary>
internal sealed class HubException(string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>Gets the answer's status, or <see langword="null"/> where there was none.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>Gets whether the same may succeed in a while.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Gets how long the server asks to wait, or <see langword="null"/>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets whether this source refuses, so that another may be asked.</summary>
    public bool IsRefusal => Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound && !IsTransient;
}
