namespace SK.EmbeddingGemma.Weights;

/// <summary>Reads a tensor of any size in pieces of about a megabyte.</summary>
internal static class TensorPieces
{
    private const int PieceFloats = 1 << 18;

    /// <summary>Hands on a whole vector, or the rows of a matrix in their order.</summary>
    /// <exception cref="InvalidDataException">The tensor is missing, has another shape, or holds NaN or infinity.</exception>
    /// <exception cref="IOException">The file was changed in place since it was opened.</exception>
    public static void Read(TensorSource source, string name, IReadOnlyList<long> shape, TensorPiece take, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (shape.Count == 1)
        {
            var vector = new float[shape[0]];
            source.Read(name, [.. shape], vector);
            take(vector);
            return;
        }

        using var reader = source.OpenRows(name, shape[0], shape[1]);
        var height = Math.Clamp(PieceFloats / reader.Columns, 1, reader.Rows);
        var values = new float[height * reader.Columns];
        var rows = new int[height];
        for (var first = 0; first < reader.Rows; first += height)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(height, reader.Rows - first);
            for (var i = 0; i < count; i++)
                rows[i] = first + i;
            var piece = values.AsSpan(0, count * reader.Columns);
            reader.Read(rows.AsSpan(0, count), piece);
            take(piece);
        }
    }
}
