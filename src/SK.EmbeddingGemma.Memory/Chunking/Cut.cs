using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Chunking;

/// <summary>Where a chunk ends.</summary>
/// <param name="Position">Where the next begins if nothing is repeated, in UTF-16 units.</param>
/// <param name="End">Where the chunk's text ends: white space in between is in neither.</param>
/// <param name="Level">What begins at <paramref name="Position"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Cut(int Position, int End, BoundaryLevel Level);
