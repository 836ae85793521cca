using SK.EmbeddingGemma.Generation;

namespace SK.EmbeddingGemma.Cli;

/// <summary>The number formats by the names that the command line has for them.</summary>
internal static class Precisions
{
    /// <summary>Gets the names that are allowed.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<EmbeddingGemmaPrecision>().Select(ModelIdentity.NameOf)];

    /// <summary>Returns the number format of an allowed name, and <see langword="null"/>, the model's default, for none.</summary>
    /// <exception cref="UsageException">The name is not allowed.</exception>
    public static EmbeddingGemmaPrecision? Parse(string? name)
    {
        if (name is null)
            return null;

        foreach (var precision in Enum.GetValues<EmbeddingGemmaPrecision>())
        {
            if (string.Equals(name, ModelIdentity.NameOf(precision), StringComparison.OrdinalIgnoreCase))
                return precision;
        }

        throw new UsageException($"'{name}' is no value for --precision: choose {string.Join(", ", Names)}.");
    }
}
