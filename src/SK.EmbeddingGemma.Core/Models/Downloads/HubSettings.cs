namespace SK.EmbeddingGemma.Models;

/// <summary>Where models are downloaded from and to, as environment variables and options say. Immutable. It has a secret, and so no text of its own.</summary>
internal sealed class HubSettings
{
    private const string DefaultEndpoint = "https://huggingface.co";

    /// <summary>Gets the hub's address, which ends with no slash.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Gets the cache.</summary>
    public required HuggingFaceCache Cache { get; init; }

    /// <summary>Gets the token, or <see langword="null"/> for none.</summary>
    public string? Token { get; init; }

    /// <summary>Gets whether no request may be sent.</summary>
    public bool IsOffline { get; init; }

    /// <summary>Gets how long a server may send nothing.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets whether to try links in the cache; where they cannot be made, files are moved.</summary>
    public bool UsesLinks { get; init; } = true;

    /// <summary>Gets what tells the free bytes of the disk of a folder.</summary>
    public Func<string, long> FreeBytes { get; init; } = FreeSpace.Of;

    /// <summary>Reads what Hugging Face's tools read.</summary>
    /// <param name="variables">The environment.</param>
    /// <param name="token">The token of the options, which goes before all others; <see langword="null"/> for none.</param>
    /// <exception cref="InvalidDataException">HF_ENDPOINT is no address, or the token cannot be one.</exception>
    /// <exception cref="IOException">The token's file cannot be read.</exception>
    public static HubSettings Read(HuggingFaceVariables variables, string? token) => new()
    {
        Endpoint = EndpointOf(variables.Text("HF_ENDPOINT") ?? DefaultEndpoint),
        Cache = HuggingFaceCache.Locate(variables),
        Token = HubToken.Find(variables, token),
        IsOffline = variables.Text("HF_HUB_OFFLINE")?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE",
    };

    private static Uri EndpointOf(string text) =>
        Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var endpoint) && (endpoint.Scheme == Uri.UriSchemeHttps || endpoint.Scheme == Uri.UriSchemeHttp)
            && endpoint is { UserInfo: "", Query: "", Fragment: "" }
            ? endpoint
            : throw new InvalidDataException("The environment variable HF_ENDPOINT must be the address of a hub, such as https://huggingface.co, without user, query or fragment.");
}
