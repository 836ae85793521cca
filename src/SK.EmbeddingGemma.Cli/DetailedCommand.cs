using System.CommandLine;

namespace SK.EmbeddingGemma.Cli;

/// <summary>A command with more to say in its own help than fits the list of commands.</summary>
/// <param name="name">The name.</param>
/// <param name="description">What it does, in a sentence.</param>
/// <param name="details">How it does that, and examples.</param>
internal sealed class DetailedCommand(string name, string description, string details) : Command(name, description)
{
    /// <summary>Gets how the command does what it does, and examples.</summary>
    public string Details { get; } = details;
}
