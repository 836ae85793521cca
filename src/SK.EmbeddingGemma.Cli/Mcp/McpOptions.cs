using System.CommandLine;

namespace SK.EmbeddingGemma.Cli;

/// <summary>The options of the command that gives agents a memory.</summary>
internal sealed class McpOptions
{
    /// <summary>Gets where to listen, with whose keys, and the store.</summary>
    public ServeOptions Serve { get; } = new();

    /// <summary>Gets whether to serve over HTTP.</summary>
    public Option<bool> Http { get; } = new("--http") { Description = "Serves over HTTP, at the path /mcp, instead of standard input and output." };

    /// <summary>Gets the folders that may be indexed.</summary>
    public Option<string[]> Root { get; } = new("--root")
    {
        HelpName = "FOLDER",
        Description = "A folder that agents may have indexed, with all in it; may be given again. Default: the current folder; with --http, none.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Serve.Store, Root, Http, Serve.Host, Serve.Port, Serve.ApiKeysFile, Serve.Drain })
            command.Add(option);
    }
}
