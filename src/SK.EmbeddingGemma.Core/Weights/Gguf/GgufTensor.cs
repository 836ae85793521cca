namespace SK.EmbeddingGemma.Weights.Gguf;

/// <summary>A tensor as the header of a GGUF file lists it. Immutable.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The number format.</param>
/// <param name="Shape">The sizes, outermost first; a file has them the other way round.</param>
internal sealed record GgufTensor(string Name, GgufType Type, IReadOnlyList<long> Shape)
{
    /// <summary>Gets the number of bytes.</summary>
    public long ByteCount => GgufNumbers.ByteCount(Type, Shape.Aggregate(1L, (product, size) => product * size));
}
