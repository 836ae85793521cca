namespace SK.EmbeddingGemma.Modules;

/// <summary>A linear layer behind the pooling.</summary>
/// <param name="Inputs">The width that it takes, in floats.</param>
/// <param name="Outputs">The width that it gives, in floats.</param>
/// <param name="HasBias">Whether a bias is added.</param>
internal sealed record DenseShape(int Inputs, int Outputs, bool HasBias);
