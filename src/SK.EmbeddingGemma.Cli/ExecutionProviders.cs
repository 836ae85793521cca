namespace SK.EmbeddingGemma.Cli;

/// <summary>The execution providers by the names that the command line has for them.</summary>
internal static class ExecutionProviders
{
    /// <summary>Gets the names that are allowed.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<EmbeddingGemmaExecutionProvider>().Select(NameOf)];

    /// <summary>Returns the provider of an allowed name, and the processor for none.</summary>
    public static EmbeddingGemmaExecutionProvider Parse(string? name) =>
        name is null ? EmbeddingGemmaExecutionProvider.Cpu : Enum.GetValues<EmbeddingGemmaExecutionProvider>().Single(provider => string.Equals(NameOf(provider), name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the name of a provider on the command line.</summary>
    public static string NameOf(EmbeddingGemmaExecutionProvider provider) => provider.ToString().ToLowerInvariant();
}
