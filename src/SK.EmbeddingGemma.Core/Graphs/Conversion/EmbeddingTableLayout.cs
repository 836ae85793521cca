using SK.EmbeddingGemma.Kernels;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// How token embeddings lie in their file: row behind row without a gap, little-endian. A row in single precision is its floats; one in
/// 8 bits is a float, the scale, and then a signed byte for each number, to be multiplied by it; one in 4 bits is a float, the unit, then a byte with step and zero for each
/// block of 32 numbers (<see cref="BlockFormat"/>), and then the codes, two in a byte, the first in its low half. So a token costs one read.
/// </summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Columns">The numbers in a row.</param>
/// <param name="Precision">The number format.</param>
internal sealed record EmbeddingTableLayout(int Rows, int Columns, EmbeddingGemmaPrecision Precision)
{
    /// <summary>Gets the blocks of a row in 4 bits.</summary>
    public int Blocks => (Columns + BlockFormat.BlockLength - 1) / BlockFormat.BlockLength;

    /// <summary>Gets the bytes of a row.</summary>
    public int RowBytes => Precision switch
    {
        EmbeddingGemmaPrecision.Int4 => sizeof(float) + Blocks + ((Columns + 1) / 2),
        EmbeddingGemmaPrecision.Int8 => sizeof(float) + Columns,
        _ => sizeof(float) * Columns,
    };

    /// <summary>Gets the bytes of the file.</summary>
    public long ByteCount => (long)Rows * RowBytes;
}
