using System.CommandLine;

namespace SK.EmbeddingGemma.Cli;

/// <summary>What a command is to index, and where. Immutable.</summary>
internal sealed record FolderRequest(string Folder, string Store, int? ChunkTokens, IReadOnlyList<string> Include, IReadOnlyList<string> Exclude)
{
    private const int LeastTokens = 32;

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">They ask for something impossible.</exception>
    public static FolderRequest Read(StoreOptions options, ParseResult parsed)
    {
        var request = new FolderRequest(
            parsed.GetValue(options.Folder)!, parsed.GetValue(options.Store)!, parsed.GetValue(options.ChunkTokens), parsed.GetValue(options.Include) ?? [], parsed.GetValue(options.Exclude) ?? []);
        if (string.IsNullOrWhiteSpace(request.Folder) || string.IsNullOrWhiteSpace(request.Store))
            throw new UsageException("The folder or --store is empty: give a folder and a file.");
        if (request.ChunkTokens < LeastTokens)
            throw new UsageException($"--chunk-tokens is {request.ChunkTokens}: give at least {LeastTokens}.");
        return request;
    }

    /// <summary>Returns which files to take.</summary>
    public IngestionOptions ToIngestion() => ToIngestion(Include, Exclude);

    /// <summary>Returns which files to take.</summary>
    public static IngestionOptions ToIngestion(IEnumerable<string> include, IEnumerable<string> exclude)
    {
        var options = new IngestionOptions();
        foreach (var pattern in include)
            options.Include.Add(pattern);
        foreach (var pattern in exclude)
            options.Exclude.Add(pattern);
        return options;
    }
}
