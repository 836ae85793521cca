namespace SK.EmbeddingGemma.Operators;

/// <summary>The type of a tensor's elements, with the numbers of <c>ONNXTensorElementDataType</c>.</summary>
internal enum TensorElement
{
    Float = 1,
    Byte = 2,
    SignedByte = 3,
    Long = 7,
}
