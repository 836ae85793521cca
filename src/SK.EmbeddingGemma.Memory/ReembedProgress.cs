using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma;

/// <summary>How far a migration to another model is.</summary>
/// <param name="Completed">The records made anew by this call.</param>
/// <param name="Total">The records that were to be made anew when it began.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ReembedProgress(long Completed, long Total);
