using System.Buffers;
using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Weights;

/// <summary>
/// Reads single rows of a matrix, such as the embeddings of the tokens in use. Positional reads, never a mapped page: a
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

    /// <summary>Reads one row into <paramref name="destination"/>, which has exactly <see cref="Columns"/> floats.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="InvalidDataException">The row holds NaN or infinity.</exception>
    /// <exception cref="IOException">The file was changed in place since it was opened.</exception>
    public void Read(int row, Span<float> destination)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        if (destination.Length != Columns)
            throw new ArgumentException($"The destination has {destination.Length} floats, but a row has {Columns}.", nameof(destination));

        var count = Columns * _info.ElementSize;
        var bytes = ArrayPool<byte>.Shared.Rent(count);
        try
        {
            _file.Read(bytes.AsSpan(0, count), _info.Offset + ((long)row * count));
            _file.EnsureNotWritten();
            FloatConversion.ToSingle(_info.Type, bytes.AsSpan(0, count), destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        if (!TensorPrimitives.IsFiniteAll<float>(destination))
            throw _file.Fault(_info, $"holds NaN or infinity in row {row}: the weights are damaged. Copy them again from where the model comes from.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            _file.Dispose();
    }
}
