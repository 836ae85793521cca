namespace SK.EmbeddingGemma.Cli;

/// <summary>A column of a table.</summary>
/// <param name="Name">What stands above it.</param>
/// <param name="IsNumber">Whether its cells are aligned to the right.</param>
internal readonly record struct Column(string Name, bool IsNumber = false);
