using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Finds options with a typing error, which the parser takes for texts.</summary>
internal static partial class OptionLookalikes
{
    /// <summary>Returns the first text that looks like an option and does not stand behind <c>--</c>, or <see langword="null"/>.</summary>
    public static string? Find(ParseResult parsed)
    {
        var options = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).ToHashSet(ReferenceEqualityComparer.Instance);
        return parsed.CommandResult.Command.Arguments
            .SelectMany(argument => parsed.GetResult(argument)?.Tokens ?? [])
            .FirstOrDefault(token => options.Contains(token) && Option().IsMatch(token.Value))?.Value;
    }

    // A text with a space, such as "- item" or "-5 degrees", is nobody's typing error.
    [GeneratedRegex(@"^--?[A-Za-z][A-Za-z0-9-]*([=:]\S*)?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Option();
}
