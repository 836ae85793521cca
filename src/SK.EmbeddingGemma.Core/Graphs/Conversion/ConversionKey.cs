using System.Globalization;
using System.Text.RegularExpressions;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// What a conversion's result depends on; the same key means the same bytes. In 4 bits, the same on one kind of processor: the sums that weights are rounded by come in the order
/// of its vectors; and with the same tokenizer, which is the model's.
/// </summary>
/// <param name="Source">The content of the source, 64 hexadecimal digits.</param>
/// <param name="Precision">The number format to compute in.</param>
internal sealed partial record ConversionKey(string Source, EmbeddingGemmaPrecision Precision)
{
    /// <summary>The version of what is written. To be raised with every change of graph, weights or table, or else old results are taken for new ones.</summary>
    public const int FormatVersion = 4;

    /// <summary>Gets the precision's name in files.</summary>
    public string PrecisionName => Precision.ToString().ToLowerInvariant();

    /// <summary>Gets the name of the result's folder.</summary>
    public string FolderName => string.Create(CultureInfo.InvariantCulture, $"{Source[..16]}-{PrecisionName}-v{FormatVersion}");

    /// <summary>Returns a new name for a folder that is not a result yet, or no longer.</summary>
    public string TemporaryName() => $"{FolderName}.{Guid.NewGuid():N}.tmp";

    /// <summary>Returns the result's folder name in the name of a temporary one, or <see langword="null"/> where it is another's.</summary>
    public static string? FolderNameIn(string temporaryName) => Temporary().Match(temporaryName) is { Success: true } match ? match.Groups["folder"].Value : null;

    /// <summary>Reads the name of a result's folder.</summary>
    public static bool TryParseFolder(string name, out string source, out string precision, out int version)
    {
        var match = Folder().Match(name);
        (source, precision) = (match.Groups["source"].Value, match.Groups["precision"].Value);
        return int.TryParse(match.Groups["version"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out version);
    }

    [GeneratedRegex(@"^(?<source>[0-9a-f]{16})-(?<precision>[a-z0-9]+)-v(?<version>[0-9]{1,9})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Folder();

    [GeneratedRegex(@"^(?<folder>[0-9a-f]{16}-[a-z0-9]+-v[0-9]+)\.[0-9a-f]{32}\.tmp$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Temporary();
}
