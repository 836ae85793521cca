using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Scoring;

/// <summary>An item, its score, and what decides between equal scores: the lower order first.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ScoredItem<T>(double Score, long Order, T Item);
