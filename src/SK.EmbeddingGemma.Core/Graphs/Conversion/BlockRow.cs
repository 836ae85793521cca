using System.Runtime.InteropServices;
using SK.EmbeddingGemma.Kernels;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>A row of token embeddings in 4 bits, as <see cref="EmbeddingTableLayout"/> lays it.</summary>
internal static class BlockRow
{
    private const int CodeBits = 4;
    private const int CodeMask = 15;

    private static readonly BlockFormat Format = BlockFormat.FourBits;
    private static readonly BlockRounding Rounding = new(Format);

    /// <summary>Rounds a row, each block to where it loses least.</summary>
    public static void Write(ReadOnlySpan<float> row, Span<byte> destination)
    {
        var unit = Rounding.UnitOf(row);
        MemoryMarshal.Write(destination, unit);
        var blocks = destination[sizeof(float)..];
        var codes = destination[StartOfCodes(row.Length)..];
        codes.Clear();
        for (var i = 0; i < row.Length; i++)
        {
            if (i % BlockFormat.BlockLength == 0)
                blocks[i / BlockFormat.BlockLength] = Rounding.Choose(row.Slice(i, Math.Min(BlockFormat.BlockLength, row.Length - i)), unit);
            codes[i / 2] |= (byte)(Rounding.CodeOf(row[i], blocks[i / BlockFormat.BlockLength], unit) << (i % 2 * CodeBits));
        }
    }

    /// <summary>Reads a row, each number multiplied by <paramref name="factor"/>.</summary>
    public static void Read(ReadOnlySpan<byte> source, Span<float> row, float factor)
    {
        var unit = MemoryMarshal.Read<float>(source) * factor;
        var blocks = source[sizeof(float)..];
        var codes = source[StartOfCodes(row.Length)..];
        for (var i = 0; i < row.Length; i++)
            row[i] = unit * Format.ValueOf((codes[i / 2] >> (i % 2 * CodeBits)) & CodeMask, blocks[i / BlockFormat.BlockLength]);
    }

    private static int StartOfCodes(int columns) => sizeof(float) + ((columns + BlockFormat.BlockLength - 1) / BlockFormat.BlockLength);
}
