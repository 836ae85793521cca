namespace SK.EmbeddingGemma.Models.Gguf;

/// <summary>Fills <paramref name="destination"/> from the byte of a file at <paramref name="offset"/> on, or throws where it ends before.</summary>
internal delegate void GgufRead(Span<byte> destination, long offset);
