namespace SK.EmbeddingGemma.Chunking;

/// <summary>What the extensions of files say of their texts.</summary>
internal static class TextKinds
{
    private static readonly HashSet<string> Markdown = new(StringComparer.OrdinalIgnoreCase) { ".md", ".markdown", ".mdown", ".mkd", ".mdx" };

    private static readonly HashSet<string> Code = new(StringComparer.OrdinalIgnoreCase)
    {
        ".c", ".cc", ".clj", ".cpp", ".cs", ".css", ".cxx", ".dart", ".ex", ".exs", ".fs", ".fsx", ".go", ".gradle", ".groovy", ".h", ".hpp", ".hs", ".java", ".jl", ".js",
        ".json", ".jsx", ".kt", ".kts", ".lua", ".m", ".ml", ".mm", ".php", ".pl", ".pm", ".ps1", ".psm1", ".py", ".r", ".rb", ".rs", ".scala", ".scss", ".sh", ".sql",
        ".swift", ".tf", ".toml", ".ts", ".tsx", ".vb", ".xml", ".csproj", ".props", ".targets", ".yaml", ".yml", ".zig", ".proto",
    };

    /// <summary>Returns the kind of a file's text.</summary>
    public static TextKind Of(string path)
    {
        var extension = Path.GetExtension(path);
        return Markdown.Contains(extension) ? TextKind.Markdown : Code.Contains(extension) ? TextKind.Code : TextKind.Plain;
    }
}
