namespace SK.EmbeddingGemma.Cli;

/// <summary>The number formats by the names that the command line has for them.</summary>
internal static class Precisions
{
    private const string Float32 = "float32";

    /// <summary>Gets the names that are allowed.</summary>
    public static IReadOnlyList<string> Names { get; } = [Float32];

    /// <summary>Returns the number format of an allowed name; <see langword="null"/> stands for the default.</summary>
    public static EmbeddingGemmaPrecision Parse(string? name) => name?.ToUpperInvariant() switch
    {
        null or "FLOAT32" => EmbeddingGemmaPrecision.Float32,
        _ => throw new UsageException($"'{name}' is no value for --precision: choose {string.Join(", ", Names)}."),
    };

    /// <summary>Returns the name of a number format.</summary>
    public static string NameOf(EmbeddingGemmaPrecision precision) => precision switch
    {
        EmbeddingGemmaPrecision.Float32 => Float32,
        _ => precision.ToString(),
    };
}
