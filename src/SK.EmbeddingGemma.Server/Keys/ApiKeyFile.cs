using Microsoft.Extensions.Options;

namespace SK.EmbeddingGemma.Server.Keys;

/// <summary>A file with a key on each line. Blank lines and those that start with <c>#</c> do not count.</summary>
internal static class ApiKeyFile
{
    /// <summary>Reads the keys; none where there is no file to read.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OptionsValidationException">A key is too short, or there is none: an empty file must not open the server.</exception>
    public static IReadOnlyList<string> Read(string? path)
    {
        if (path is null)
            return [];

        string[] keys = [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')];
        var fault = keys.Length == 0 ? $"The file '{path}' has no API key: write one on each line, or leave {nameof(EmbeddingGemmaServerOptions.ApiKeysFile)} unset for a server without keys."
            : !Array.TrueForAll(keys, ApiKeyRules.IsAllowed) ? $"A key in the file '{path}' is not allowed: {ApiKeyRules.Allowed}."
            : null;
        return fault is null ? keys : throw new OptionsValidationException(nameof(EmbeddingGemmaServerOptions), typeof(EmbeddingGemmaServerOptions), [fault]);
    }
}
