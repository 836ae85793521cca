namespace SK.EmbeddingGemma.Models;

/// <summary>What a test's server was asked.</summary>
/// <param name="Port">The port of the server.</param>
/// <param name="Method">GET or HEAD.</param>
/// <param name="Path">The path, unescaped.</param>
/// <param name="Headers">The headers.</param>
internal sealed record HubRequest(int Port, string Method, string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Gets the range that is asked for, such as <c>bytes=1-2</c>, or <see langword="null"/>.</summary>
    public string? Range => Headers.GetValueOrDefault("Range");

    /// <summary>Gets what the client proves itself with, or <see langword="null"/>.</summary>
    public string? Authorization => Headers.GetValueOrDefault("Authorization");
}
