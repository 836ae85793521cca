using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Models;

/// <summary>Bytes of a file.</summary>
/// <param name="Start">The first.</param>
/// <param name="Count">How many; at least one.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ByteRange(long Start, long Count)
{
    /// <summary>Gets the last byte.</summary>
    public long Last => Start + Count - 1;
}
