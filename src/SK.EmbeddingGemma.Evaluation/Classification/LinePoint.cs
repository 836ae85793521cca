namespace SK.EmbeddingGemma.Classification;

/// <summary>A point that a line search found.</summary>
/// <param name="Point">The parameters.</param>
/// <param name="Value">The function's value there.</param>
/// <param name="Gradient">Its gradient there.</param>
internal sealed record LinePoint(double[] Point, double Value, double[] Gradient);
