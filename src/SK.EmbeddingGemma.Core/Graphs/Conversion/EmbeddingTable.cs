using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// The table of token embeddings, of which only the rows in use are read: from the system's cache of files, which has the memory to spare or gives
/// it up. Were the file mapped, what was ever read, and what lies around it, would count as this process's. Reads are thread-safe; dispose after the last one.
/// </summary>
internal sealed class EmbeddingTable : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly EmbeddingTableLayout _layout;

    private EmbeddingTable(SafeFileHandle file, EmbeddingTableLayout layout) => (_file, _layout) = (file, layout);

    /// <summary>Opens a table's file; it may then be deleted on any system but Windows.</summary>
    /// <exception cref="InvalidDataException">The file has another length than the layout says.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static EmbeddingTable Open(string path, EmbeddingTableLayout layout)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);
        var length = RandomAccess.GetLength(file);
        if (length == layout.ByteCount)
            return new(file, layout);

        file.Dispose();
        throw new InvalidDataException($"{path}: the file has {length} bytes, but {layout.Rows} rows of {layout.RowBytes} bytes have {layout.ByteCount}. Delete its folder: the model is then converted again.");
    }

    /// <summary>Reads rows one behind the other, each number multiplied by <paramref name="factor"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has not exactly as many floats as the rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="IOException">The file cannot be read, or was shortened.</exception>
    public void Read(ReadOnlySpan<int> rows, Span<float> destination, float factor = 1)
    {
        ObjectDisposedException.ThrowIf(_file.IsClosed, this);
        if (destination.Length != (long)rows.Length * _layout.Columns)
            throw new ArgumentException($"The destination has {destination.Length} floats, but {rows.Length} rows have {(long)rows.Length * _layout.Columns}.", nameof(destination));

        var buffer = ArrayPool<byte>.Shared.Rent(_layout.RowBytes);
        try
        {
            var bytes = buffer.AsSpan(0, _layout.RowBytes);
            for (var i = 0; i < rows.Length; i++)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(rows[i], nameof(rows));
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rows[i], _layout.Rows, nameof(rows));
                Read((long)rows[i] * _layout.RowBytes, bytes);
                var row = destination.Slice(i * _layout.Columns, _layout.Columns);
                if (_layout.Precision == EmbeddingGemmaPrecision.Int4)
                    BlockRow.Read(bytes, row, factor);
                else if (_layout.Precision == EmbeddingGemmaPrecision.Int8)
                    Scale(MemoryMarshal.Cast<byte, sbyte>(bytes[sizeof(float)..]), MemoryMarshal.Read<float>(bytes) * factor, row);
                else
                    TensorPrimitives.Multiply(MemoryMarshal.Cast<byte, float>(bytes), factor, row);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Read(long offset, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var count = RandomAccess.Read(_file, bytes, offset);
            if (count == 0)
                throw new EndOfStreamException("The table of token embeddings has been shortened while it was in use. Load the model again: it is then converted anew.");
            bytes = bytes[count..];
            offset += count;
        }
    }

    private static void Scale(ReadOnlySpan<sbyte> numbers, float scale, Span<float> destination)
    {
        var i = 0;
        for (; i <= numbers.Length - Vector<sbyte>.Count; i += Vector<sbyte>.Count)
        {
            Vector.Widen(new Vector<sbyte>(numbers[i..]), out var low, out var high);
            ScaleHalf(low, scale, destination[i..]);
            ScaleHalf(high, scale, destination[(i + Vector<short>.Count)..]);
        }

        for (; i < numbers.Length; i++)
            destination[i] = numbers[i] * scale;
    }

    private static void ScaleHalf(Vector<short> numbers, float scale, Span<float> destination)
    {
        Vector.Widen(numbers, out var low, out var high);
        (Vector.ConvertToSingle(low) * scale).CopyTo(destination);
        (Vector.ConvertToSingle(high) * scale).CopyTo(destination[Vector<float>.Count..]);
    }
}
