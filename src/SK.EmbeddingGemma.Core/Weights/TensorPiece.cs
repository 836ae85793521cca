namespace SK.EmbeddingGemma.Weights;

/// <summary>Takes a part of a tensor: whole rows, one behind the other.</summary>
internal delegate void TensorPiece(ReadOnlySpan<float> values);
