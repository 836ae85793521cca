namespace SK.EmbeddingGemma.Models;

/// <summary>
/// What the text tower of EmbeddingGemma 2 has beyond EmbeddingGemma 300M: inputs of each layer's own, projected from the token's embedding; values that
/// are normalised without a scale; a scalar behind each layer; and a projection of every token to the width of the vector. Immutable.
/// </summary>
/// <param name="LayerInputSize">The width of a layer's own input, in floats.</param>
/// <param name="VectorSize">The width of the vector, in floats.</param>
/// <param name="GlobalHeads">The attention heads of global layers.</param>
internal sealed record SecondGeneration(int LayerInputSize, int VectorSize, HeadGeometry GlobalHeads);
