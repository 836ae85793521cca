using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>Elements of a tensor that are made when they are written: large weights pass through memory one at a time.</summary>
/// <param name="Length">The number of bytes.</param>
/// <param name="WriteTo">Hands on exactly so many bytes, little-endian and row-major.</param>
internal sealed record OnnxContent(long Length, Action<BytePiece> WriteTo)
{
    public static OnnxContent Floats(long count, Func<float[]> read) =>
        new(count * sizeof(float), take => take(MemoryMarshal.AsBytes(read().AsSpan())));
}
