namespace SK.EmbeddingGemma.Cli;

/// <summary>The formats by the names that the command line has for them.</summary>
internal static class OutputFormats
{
    /// <summary>Gets the names that are allowed.</summary>
    public static IReadOnlyList<string> Names { get; } = ["table", "json", "jsonl"];

    /// <summary>Returns the format of an allowed name; <see langword="null"/> stands for the default.</summary>
    public static OutputFormat Parse(string? name) => name?.ToUpperInvariant() switch
    {
        null or "TABLE" => OutputFormat.Table,
        "JSON" => OutputFormat.Json,
        "JSONL" => OutputFormat.JsonLines,
        _ => throw new UsageException($"'{name}' is no value for --format: choose {string.Join(", ", Names)}."),
    };
}
