namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// How token embeddings lie in their file: row behind row without a gap, little-endian. A row in single precision is its floats; one in
/// 8 bits is a float, the scale, and then a signed byte for each number, to be multiplied by it. So a token costs one read.
/// </summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Columns">The numbers in a row.</param>
/// <param name="Precision">The number format.</param>
internal sealed record EmbeddingTableLayout(int Rows, int Columns, EmbeddingGemmaPrecision Precision)
{
    /// <summary>Gets the bytes of a row.</summary>
    public int RowBytes => Precision == EmbeddingGemmaPrecision.Int8 ? sizeof(float) + Columns : sizeof(float) * Columns;

    /// <summary>Gets the bytes of the file.</summary>
    public long ByteCount => (long)Rows * RowBytes;
}
