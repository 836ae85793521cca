namespace SK.EmbeddingGemma.Weights;

/// <summary>Where a tensor lies in its file. Immutable.</summary>
/// <param name="Name">The name in the file.</param>
/// <param name="Type">The number format.</param>
/// <param name="Shape">The sizes, outermost first; empty for a scalar.</param>
/// <param name="Offset">The first byte, from the beginning of the file.</param>
/// <param name="ByteCount">The number of bytes, which agrees with shape and type.</param>
internal sealed record TensorInfo(string Name, TensorType Type, IReadOnlyList<long> Shape, long Offset, long ByteCount)
{
    /// <summary>Gets the number of numbers.</summary>
    public long Count => ByteCount / Type.BlockBytes() * Type.BlockLength();

    /// <summary>Gets the shape as text, for messages.</summary>
    public string ShapeText => FormatShape([.. Shape]);

    /// <summary>Returns a shape as text, for messages.</summary>
    public static string FormatShape(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
