namespace SK.EmbeddingGemma.Models;

/// <summary>The attention heads of a layer. Immutable.</summary>
/// <param name="Size">The width of a head, in floats; even.</param>
/// <param name="KeyValueCount">The number of key and value heads.</param>
/// <param name="RotatedShare">The share of a head's frequencies that rotary position embedding turns, the highest ones, from 0 to 1.</param>
internal sealed record HeadGeometry(int Size, int KeyValueCount, double RotatedShare = 1);
