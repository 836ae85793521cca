namespace SK.EmbeddingGemma.Models.Gguf;

/// <summary>A value of a GGUF file's metadata. Immutable.</summary>
/// <param name="Type">Its type.</param>
/// <param name="ElementType">The type of its elements where it is a list, else the same.</param>
/// <param name="Count">The number of its elements where it is a list, else 1.</param>
/// <param name="Offset">The first byte of its content, from the beginning of the file.</param>
/// <param name="ByteCount">The number of bytes of its content.</param>
/// <param name="Content">The bytes of what is short; <see langword="null"/> for lists and long texts, which are read when they are asked for.</param>
internal sealed record GgufEntry(GgufValueType Type, GgufValueType ElementType, int Count, long Offset, long ByteCount, byte[]? Content);
