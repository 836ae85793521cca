namespace SK.EmbeddingGemma.Cli;

/// <summary>The command line is wrong in a way that its parser cannot see.</summary>
internal sealed class UsageException(string message) : Exception(message);
