namespace SK.EmbeddingGemma.Initialization;

/// <summary>A text with parts taken out, and these parts.</summary>
/// <param name="Input">What the encoder reads, a sentinel in the place of each part.</param>
/// <param name="Target">What the decoder is to write: each sentinel with its part, and the end.</param>
internal sealed record DenoisingExample(int[] Input, int[] Target);
