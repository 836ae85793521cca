using System.Net;

namespace SK.EmbeddingGemma.Models;

/// <summary>What a server's refusals mean.</summary>
internal static class HubFaults
{
    /// <summary>Returns the fault that an answer's status is.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="host">Who gave it.</param>
    /// <param name="isHub">Whether that is the hub itself, and not a store that it led to.</param>
    /// <param name="file">What was asked for.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="now">The time.</param>
    public static HubException Of(HttpResponseMessage answer, string host, bool isHub, HubFile file, HubSettings settings, DateTimeOffset now)
    {
        var code = (int)answer.StatusCode;
        // A store refuses when the address that the hub signed is too old: the hub gives another.
        var isTransient = code is 408 or 429 or >= 500 || (!isHub && code is 401 or 403);
        var wait = RetryAfter(answer, now);
        return new HubException($"{file} could not be fetched: {Meaning(answer.StatusCode, host, isHub, file, settings)}{(wait is null ? "" : $" It asks to wait {wait.Value.TotalSeconds:0} seconds.")}")
        {
            Status = answer.StatusCode,
            IsTransient = isTransient,
            RetryAfter = wait,
        };
    }

    private static string Meaning(HttpStatusCode status, string host, bool isHub, HubFile file, HubSettings settings) => status switch
    {
        HttpStatusCode.Unauthorized when isHub =>
            $"{host} answered 401: {(settings.Token is null ? "a token is needed, and there is none" : "the token is wrong or was revoked")}. Set HF_TOKEN or the option HuggingFaceToken to a token that may read the repository.",
        HttpStatusCode.Forbidden when isHub =>
            $"{host} answered 403: the licence was not accepted by the token's owner, or the token may not read gated repositories. Accept it at {settings.Endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{file.Source.Repository}.",
        HttpStatusCode.NotFound when isHub =>
            $"{host} answered 404: the revision or the file is gone, or HF_ENDPOINT names a hub that does not have it.",
        HttpStatusCode.RequestedRangeNotSatisfiable =>
            $"{host} answered 416: it has fewer bytes than were asked for.",
        _ => $"{host} answered {(int)status}.",
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage answer, DateTimeOffset now)
    {
        var wait = answer.Headers.RetryAfter is { } header ? header.Delta ?? header.Date - now : null;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
