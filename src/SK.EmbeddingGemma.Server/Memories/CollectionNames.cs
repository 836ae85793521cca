using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Memories;

/// <summary>Which names collections may have over HTTP. To the store they are values and never SQL or paths; the rule keeps them harmless in URLs, logs and whatever people do with them.</summary>
internal static class CollectionNames
{
    private const int LongestName = 128;

    /// <summary>Returns a name that is allowed.</summary>
    /// <exception cref="RequestFaultException">It is not.</exception>
    public static string Require(string? name) =>
        name is { Length: > 0 and <= LongestName } && char.IsAsciiLetterOrDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? name
            : throw new RequestFaultException(
                FaultKind.ValueInvalid, "The name of a collection has 1 to 128 ASCII letters, digits, dots, hyphens and underscores, and begins with a letter or a digit.", "name");
}
