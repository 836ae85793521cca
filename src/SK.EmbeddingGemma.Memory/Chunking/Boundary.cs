using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Chunking;

/// <summary>A place where a text may be divided.</summary>
/// <param name="Position">The place, in UTF-16 units: where something that is not white space begins.</param>
/// <param name="Level">How good it is.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Boundary(int Position, BoundaryLevel Level);
