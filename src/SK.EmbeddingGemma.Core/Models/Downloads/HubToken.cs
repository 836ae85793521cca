namespace SK.EmbeddingGemma.Models;

/// <summary>The token that opens gated repositories. It is a secret: no message and no log has it.</summary>
internal static class HubToken
{
    /// <summary>Returns whether a text can be a token: visible ASCII characters alone, which no header breaks at.</summary>
    public static bool IsWellFormed(string token) => token.Length > 0 && !token.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>Returns the token of the options, of the environment, or of the file where Hugging Face's tools keep it; or <see langword="null"/>.</summary>
    /// <exception cref="InvalidDataException">What is there cannot be a token.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string? Find(HuggingFaceVariables variables, string? option)
    {
        if (option is not null)
            return option;
        foreach (var name in new[] { "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN" })
        {
            if (variables.Text(name) is { } value)
                return IsWellFormed(value) ? value : throw Malformed($"the environment variable {name}");
        }

        var path = variables.PathOf("HF_TOKEN_PATH") ?? Path.Combine(variables.Root, "token");
        if (ReadFile(path) is not { Length: > 0 } text)
            return null;
        return IsWellFormed(text) ? text : throw Malformed(path);
    }

    private static string? ReadFile(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The token of Hugging Face in {path} cannot be read: {failure.Message} Make it readable, or name another file with HF_TOKEN_PATH.", failure);
        }
    }

    private static InvalidDataException Malformed(string place) =>
        new($"What {place} holds cannot be a token of Hugging Face: it has characters other than visible ASCII. Correct it, or unset it: public models need none.");
}
