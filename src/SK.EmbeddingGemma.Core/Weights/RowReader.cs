using System.Buffers;
using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Weights;

/// <summary>
/// Reads rows of a matrix, such as the embeddings of the tokens in use. Positional reads, never a mapped page: a
/// file that is cut or overwritten while in use gives an exception. Reads are thread-safe; dispose after the last one.
/// </summary>
internal sealed class RowReader : IDisposable
{
    private readonly WeightFile _file;
    private readonly TensorInfo _info;
    private int _isDisposed;

    /// <summary>Takes a share of <paramref name="file"/> and gives it back when disposed.</summary>
    internal RowReader(WeightFile file, TensorInfo info, int rows, int columns)
    {
        _file = file;
        _info = info;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>Gets the number of rows.</summary>
    public int Rows { get; }

    /// <summary>Gets the number of floats in a row.</summary>
    public int Columns { get; }

    /// <summary>Gets the number of bytes of a row in the file.</summary>
    public int RowBytes => Columns / _info.Type.BlockLength() * _info.Type.BlockBytes();

    /// <summary>Reads one row into <paramref name="destination"/>, which has exactly <see cref="Columns"/> floats.</summary>
    /// <inheritdoc cref="Read(ReadOnlySpan{int}, Span{float})"/>
    public void Read(int row, Span<float> destination) => Read([row], destination);

    /// <summary>Reads rows one behind the other into <paramref name="destination"/>, which has exactly <see cref="Columns"/> floats for each.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="InvalidDataException">A row holds NaN or infinity.</exception>
    /// <exception cref="IOException">The file was changed in place since it was opened.</exception>
    public void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        if (destination.Length != (long)rows.Length * Columns)
            throw new ArgumentException($"The destination has {destination.Length} floats, but {rows.Length} rows have {(long)rows.Length * Columns}.", nameof(destination));

        var count = RowBytes;
        var bytes = ArrayPool<byte>.Shared.Rent(count);
        try
        {
            for (var i = 0; i < rows.Length; i++)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(rows[i], nameof(rows));
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rows[i], Rows, nameof(rows));
                _file.Read(bytes.AsSpan(0, count), _info.Offset + ((long)rows[i] * count));
                FloatConversion.ToSingle(_info.Type, bytes.AsSpan(0, count), destination.Slice(i * Columns, Columns));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        _file.EnsureNotWritten(); // once, behind the last read: a change during any of them shows
        for (var i = 0; i < rows.Length; i++)
        {
            if (!TensorPrimitives.IsFiniteAll<float>(destination.Slice(i * Columns, Columns)))
                throw _file.Fault(_info, $"holds NaN or infinity in row {rows[i]}: the weights are damaged. Copy them again from where the model comes from.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            _file.Dispose();
    }
}
