using System.CommandLine;

namespace SK.EmbeddingGemma.Cli;

/// <summary>How agents are to be served. Immutable.</summary>
/// <param name="Store">The file of the memory.</param>
/// <param name="Roots">The folders that may be indexed.</param>
/// <param name="Listening">Where to listen; <see langword="null"/> for standard input and output.</param>
internal sealed record McpSettings(string Store, IReadOnlyList<string> Roots, ServeSettings? Listening)
{
    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">They ask for something impossible.</exception>
    public static McpSettings Read(McpOptions options, ParseResult parsed)
    {
        if (parsed.GetValue(options.Serve.Store) is not { } store || string.IsNullOrWhiteSpace(store))
            throw new UsageException("--store is missing: give the SQLite file that keeps texts and vectors; it is created where it is missing.");
        var roots = parsed.GetValue(options.Root) ?? [];
        if (parsed.GetValue(options.Http))
            return new(store, roots, ServeSettings.Read(options.Serve, parsed));

        foreach (var option in (Option[])[options.Serve.Host, options.Serve.Port, options.Serve.ApiKeysFile, options.Serve.Drain])
        {
            if (parsed.GetResult(option) is { Implicit: false })
                throw new UsageException($"{option.Name} is of use with --http only: add --http, or leave it out.");
        }

        return new(store, roots.Length > 0 ? roots : [Environment.CurrentDirectory], null);
    }
}
