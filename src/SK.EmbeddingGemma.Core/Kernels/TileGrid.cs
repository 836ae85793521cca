using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>
/// Divides a product of matrices into parts that are computed beside each other: some rows times some columns each. Parts are small enough
/// for many threads, and large enough that what they read anew comes cheaper than what they compute.
/// </summary>
/// <param name="rows">The rows.</param>
/// <param name="blocks">The blocks of columns.</param>
/// <param name="blocksPerPart">The most blocks of a part.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly struct TileGrid(int rows, int blocks, int blocksPerPart)
{
    /// <summary>The most rows of a part: a multiple of what all tiles take, so that only the last part has rows left over.</summary>
    public const int PartRows = 96;

    private readonly int _columns = (blocks + blocksPerPart - 1) / blocksPerPart;

    /// <summary>Gets the parts.</summary>
    public int Count => (rows + PartRows - 1) / PartRows * _columns;

    /// <summary>Returns the bounds of a part.</summary>
    public (int FirstRow, int EndRow, int FirstBlock, int EndBlock) Part(int index)
    {
        var (row, column) = (index / _columns * PartRows, index % _columns * blocksPerPart);
        return (row, Math.Min(row + PartRows, rows), column, Math.Min(column + blocksPerPart, blocks));
    }
}
