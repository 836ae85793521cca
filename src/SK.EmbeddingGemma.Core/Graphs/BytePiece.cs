namespace SK.EmbeddingGemma.Graphs;

/// <summary>Takes a part of a file: bytes, one piece behind the other.</summary>
internal delegate void BytePiece(ReadOnlySpan<byte> bytes);
