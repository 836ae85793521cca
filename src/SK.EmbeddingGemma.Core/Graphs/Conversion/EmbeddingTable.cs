using System.IO.MemoryMappedFiles;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>The table of token embeddings, mapped into memory: only the pages of rows in use are read. Reads are thread-safe; dispose after the last one.</summary>
internal sealed unsafe class EmbeddingTable : IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly EmbeddingTableLayout _layout;
    private readonly byte* _start;
    private int _isDisposed;

    private EmbeddingTable(MemoryMappedFile map, MemoryMappedViewAccessor view, EmbeddingTableLayout layout)
    {
        (_map, _view, _layout) = (map, view, layout);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + view.PointerOffset;
    }

    /// <summary>Maps a table's file; it may then be deleted on any system but Windows.</summary>
    /// <exception cref="InvalidDataException">The file has another length than the layout says.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static EmbeddingTable Open(string path, EmbeddingTableLayout layout)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);
        var length = RandomAccess.GetLength(file);
        if (length != layout.ByteCount)
            throw new InvalidDataException($"{path}: the file has {length} bytes, but {layout.Rows} rows of {layout.RowBytes} bytes have {layout.ByteCount}. Delete its folder: the model is then converted again.");

        var map = MemoryMappedFile.CreateFromFile(file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        try
        {
            return new(map, map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), layout);
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    /// <summary>Reads rows one behind the other, each number multiplied by <paramref name="factor"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has not exactly as many floats as the rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public void Read(ReadOnlySpan<int> rows, Span<float> destination, float factor = 1)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        if (destination.Length != (long)rows.Length * _layout.Columns)
            throw new ArgumentException($"The destination has {destination.Length} floats, but {rows.Length} rows have {(long)rows.Length * _layout.Columns}.", nameof(destination));

        for (var i = 0; i < rows.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(rows[i], nameof(rows));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rows[i], _layout.Rows, nameof(rows));
            var bytes = new ReadOnlySpan<byte>(_start + ((long)rows[i] * _layout.RowBytes), _layout.RowBytes);
            var row = destination.Slice(i * _layout.Columns, _layout.Columns);
            if (_layout.Precision == EmbeddingGemmaPrecision.Int8)
                Scale(MemoryMarshal.Cast<byte, sbyte>(bytes[sizeof(float)..]), MemoryMarshal.Read<float>(bytes) * factor, row);
            else
                TensorPrimitives.Multiply(MemoryMarshal.Cast<byte, float>(bytes), factor, row);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;

        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
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
