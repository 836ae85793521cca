namespace SK.EmbeddingGemma.Models.Gguf;

/// <summary>A tensor as a GGUF file lists it. Immutable.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The number of its format, which may be none that is read.</param>
/// <param name="Shape">The sizes, outermost first, each at least 1; a file has them the other way round. Their product fits 63 bits.</param>
/// <param name="Offset">The first byte, from the beginning of the file; inside of it.</param>
internal sealed record GgufListedTensor(string Name, uint Type, IReadOnlyList<long> Shape, long Offset);
