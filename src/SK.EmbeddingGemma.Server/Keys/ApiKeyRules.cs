namespace SK.EmbeddingGemma.Server.Keys;

/// <summary>What a key must be to withstand guessing.</summary>
internal static class ApiKeyRules
{
    /// <summary>The shortest key: 16 random letters and digits are some 95 bits, which nobody guesses over a network.</summary>
    private const int ShortestKey = 16;

    /// <summary>What is allowed, for a message.</summary>
    public const string Allowed = "a key has at least 16 visible ASCII characters, best random ones";

    /// <summary>Returns whether a key is allowed.</summary>
    public static bool IsAllowed(string key) => key.Length >= ShortestKey && key.All(letter => letter is > ' ' and <= '~');
}
