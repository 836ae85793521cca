using System.CommandLine;

namespace SK.EmbeddingGemma.Cli;

/// <summary>The options of commands that fill a store from a folder.</summary>
internal sealed class StoreOptions
{
    /// <summary>Gets the folder.</summary>
    public Argument<string> Folder { get; } = new("folder") { HelpName = "FOLDER", Description = "The folder to index, with all folders in it." };

    /// <summary>Gets the store.</summary>
    public Option<string> Store { get; } = new("--store", "-s") { HelpName = "FILE", Description = "The SQLite file that keeps texts and vectors; it is created where it is missing.", Required = true };

    /// <summary>Gets the length of chunks.</summary>
    public Option<int?> ChunkTokens { get; } = new("--chunk-tokens") { HelpName = "N", Description = "The most tokens of a chunk, at least 32. Default: 256.", CustomParser = CommonOptions.ParseCount };

    /// <summary>Gets the patterns to include.</summary>
    public Option<string[]> Include { get; } = new("--include") { HelpName = "GLOB", Description = "Takes only files that match, such as \"**/*.md\"; may be given again." };

    /// <summary>Gets the patterns to exclude.</summary>
    public Option<string[]> Exclude { get; } = new("--exclude") { HelpName = "GLOB", Description = "Leaves out files that match; may be given again. Hidden files, .git, bin, obj and node_modules are left out anyway." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(Folder);
        foreach (var option in new Option[] { Store, ChunkTokens, Include, Exclude })
            command.Add(option);
    }
}
