namespace SK.EmbeddingGemma.Cli;

/// <summary>The formats of models by the names that the command line has for them.</summary>
internal static class ExportFormats
{
    /// <summary>Gets the names that are allowed.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<ExportFormat>().Select(NameOf)];

    /// <summary>Returns the format of an allowed name.</summary>
    public static ExportFormat Parse(string name) => Enum.Parse<ExportFormat>(name, ignoreCase: true);

    /// <summary>Returns the name of a format.</summary>
    public static string NameOf(ExportFormat format) => format.ToString().ToLowerInvariant();
}
