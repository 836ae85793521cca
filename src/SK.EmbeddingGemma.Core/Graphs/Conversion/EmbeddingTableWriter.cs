using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>Writes the table of token embeddings, a few thousand rows at a time.</summary>
internal static class EmbeddingTableWriter
{
    private const int PieceFloats = 1 << 20;
    private const float Largest = 127; // symmetric: -128 is left out, so that a row and its negative are told apart by sign alone

    /// <summary>Writes all rows.</summary>
    /// <exception cref="InvalidDataException">A row holds NaN or infinity.</exception>
    /// <exception cref="IOException">The source was changed since it was opened.</exception>
    /// <exception cref="UnwrittenFileException">The file cannot be written.</exception>
    public static void Write(string path, RowReader source, EmbeddingTableLayout layout, ConversionMeter meter, CancellationToken cancellationToken)
    {
        using var file = new ConversionFile(path);
        var height = Math.Clamp(PieceFloats / layout.Columns, 1, layout.Rows);
        var rows = Enumerable.Range(0, layout.Rows).ToArray();
        var values = new float[height * layout.Columns];
        var bytes = new byte[height * layout.RowBytes];
        for (var first = 0; first < layout.Rows; first += height)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(height, layout.Rows - first);
            var piece = values.AsSpan(0, count * layout.Columns);
            source.Read(rows.AsSpan(first, count), piece);
            if (layout.Precision == EmbeddingGemmaPrecision.Float32)
            {
                file.Append(MemoryMarshal.AsBytes(piece));
            }
            else
            {
                Parallel.For(0, count, row => Quantize(values.AsSpan(row * layout.Columns, layout.Columns), bytes.AsSpan(row * layout.RowBytes, layout.RowBytes), layout.Precision));
                file.Append(bytes.AsSpan(0, count * layout.RowBytes));
            }

            meter.Add((long)count * source.RowBytes);
        }

        file.Flush();
    }

    private static void Quantize(Span<float> row, Span<byte> destination, EmbeddingGemmaPrecision precision)
    {
        if (precision == EmbeddingGemmaPrecision.Int4)
            BlockRow.Write(row, destination);
        else
            Quantize(row, destination);
    }

    /// <summary>Writes the scale, largest magnitude / 127, and the quotients, rounded to even; <paramref name="row"/> is used up.</summary>
    private static void Quantize(Span<float> row, Span<byte> destination)
    {
        var scale = MathF.Abs(TensorPrimitives.MaxMagnitude<float>(row)) / Largest;
        MemoryMarshal.Write(destination, scale);
        var numbers = MemoryMarshal.Cast<byte, sbyte>(destination[sizeof(float)..]);
        if (scale == 0) // a row of zeros, or of what is as good as that
        {
            numbers.Clear();
            return;
        }

        TensorPrimitives.Divide(row, scale, row);
        TensorPrimitives.Round(row, row);
        TensorPrimitives.Clamp(row, -Largest, Largest, row); // the scale of the smallest rows is itself rounded
        TensorPrimitives.ConvertTruncating<float, sbyte>(row, numbers);
    }
}
