using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>An added token that was found in a text.</summary>
/// <param name="Id">The token's id, or -1 where none was found.</param>
/// <param name="Start">Where its text starts.</param>
/// <param name="End">Where its text ends.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AddedTokenMatch(int Id, int Start, int End);
