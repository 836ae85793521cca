namespace SK.EmbeddingGemma.Models;

/// <summary>An entry of modules.json.</summary>
/// <param name="Kind">What the module does.</param>
/// <param name="Folder">The absolute path of its folder.</param>
internal sealed record ModuleEntry(ModuleKind Kind, string Folder);
