using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace SK.EmbeddingGemma.Server.Keys;

/// <summary>The keys that open the server; none means that it is open. Immutable and thread-safe.</summary>
/// <remarks>Hashes are compared, all of them and in constant time: how long an answer takes tells nothing of how near a guess was.</remarks>
internal sealed class ApiKeys
{
    private const string Scheme = "Bearer ";

    private readonly byte[][] _hashes;

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OptionsValidationException">A key of the file is too short, or there is none in it.</exception>
    public ApiKeys(IOptions<EmbeddingGemmaServerOptions> options) =>
        _hashes = [.. options.Value.ApiKeys.Concat(ApiKeyFile.Read(options.Value.ApiKeysFile)).Distinct(StringComparer.Ordinal).Select(Hash)];

    /// <summary>Returns whether a request may pass: with <c>Authorization: Bearer KEY</c>, or with the key as the header's whole value, as some clients send it.</summary>
    public bool Admit(HttpRequest request) => _hashes.Length == 0 || Knows(request.Headers.Authorization);

    private bool Knows(StringValues header)
    {
        if (header is not [{ Length: > 0 } value])
            return false;

        var asked = Hash(value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value[Scheme.Length..] : value);
        var known = false;
        foreach (var hash in _hashes)
            known |= CryptographicOperations.FixedTimeEquals(hash, asked);
        return known;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
