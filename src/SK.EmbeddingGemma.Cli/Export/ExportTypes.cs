using SK.EmbeddingGemma.Weights.Gguf;

namespace SK.EmbeddingGemma.Cli;

/// <summary>The number formats of GGUF by the names that llama.cpp's tools have for them.</summary>
internal static class ExportTypes
{
    private static readonly Dictionary<string, GgufType> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["f32"] = GgufType.F32,
        ["f16"] = GgufType.F16,
        ["q8_0"] = GgufType.Q8,
    };

    /// <summary>Gets the names that are allowed.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Types.Keys];

    /// <summary>Returns the number format of an allowed name, and <see langword="null"/> for none.</summary>
    public static GgufType? Parse(string? name) => name is null ? null : Types[name];
}
