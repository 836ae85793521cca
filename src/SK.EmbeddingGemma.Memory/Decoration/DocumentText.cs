using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Decoration;

/// <summary>A text to store, and the title of its record, or <see langword="null"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DocumentText(string Text, string? Title);
