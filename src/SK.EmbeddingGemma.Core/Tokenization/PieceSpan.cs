using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Where a piece's text lies; in one word, since every look-up reads both.</summary>
/// <param name="Start">Where it starts.</param>
/// <param name="Length">Its length, in UTF-16 units; 0 where there is no piece.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PieceSpan(int Start, int Length);
