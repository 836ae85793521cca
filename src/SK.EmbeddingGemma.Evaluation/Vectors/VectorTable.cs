using SK.EmbeddingGemma.Inference;

namespace SK.EmbeddingGemma.Vectors;

/// <summary>Vectors of one length, row by row: [count, dimensions]. Filled once, then read by any number of threads.</summary>
/// <param name="count">The number of vectors.</param>
/// <param name="dimensions">Their length, in floats.</param>
internal sealed class VectorTable(int count, int dimensions)
{
    private readonly float[] _values = new float[checked(count * dimensions)];

    /// <summary>Gets the number of vectors.</summary>
    public int Count { get; } = count;

    /// <summary>Gets their length, in floats.</summary>
    public int Dimensions { get; } = dimensions;

    /// <summary>Returns a vector, to fill or to read.</summary>
    public Span<float> this[int row] => _values.AsSpan(row * Dimensions, Dimensions);

    /// <summary>Returns the fronts of all vectors, brought back to length 1; zero stays zero.</summary>
    public VectorTable Cut(int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, Dimensions);
        var cut = new VectorTable(Count, dimensions);
        for (var row = 0; row < Count; row++)
            Matryoshka.Truncate(this[row], cut[row]);
        return cut;
    }

    /// <summary>Returns some of the vectors, in the order of their places.</summary>
    public VectorTable Choose(IReadOnlyList<int> rows)
    {
        var chosen = new VectorTable(rows.Count, Dimensions);
        for (var i = 0; i < rows.Count; i++)
            this[rows[i]].CopyTo(chosen[i]);
        return chosen;
    }
}
