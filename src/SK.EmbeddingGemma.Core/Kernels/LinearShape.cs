namespace SK.EmbeddingGemma.Kernels;

/// <summary>What a linear layer computes, whatever its number format.</summary>
/// <param name="Width">The results of a row.</param>
/// <param name="Inputs">The inputs of a row.</param>
/// <param name="IsGated">
/// Whether the layer is that of a gate and of what the gate lets pass, with the <see cref="Gate"/> behind it: then its weights are those of all
/// gates and below them those of the values, and each block of outputs gets some gates and their values.
/// </param>
internal sealed record LinearShape(int Width, int Inputs, bool IsGated)
{
    /// <summary>Gets the rows of the weights.</summary>
    public int Outputs => IsGated ? 2 * Width : Width;

    /// <summary>Returns the results of a block of <paramref name="outputs"/> outputs.</summary>
    public int ResultsOf(int outputs) => IsGated ? outputs / 2 : outputs;

    /// <summary>Returns how many blocks of <paramref name="outputs"/> outputs there are; the last may have room left.</summary>
    public int BlocksOf(int outputs) => (Width + ResultsOf(outputs) - 1) / ResultsOf(outputs);

    /// <summary>Returns the row of the weights that comes at a place, counted over blocks of <paramref name="outputs"/> outputs, or -1 where none is left.</summary>
    public int RowAt(int place, int outputs)
    {
        var results = ResultsOf(outputs);
        var (block, within) = (place / outputs, place % outputs);
        var result = (block * results) + (within % results);
        if (result >= Width)
            return -1;
        return within < results ? result : Width + result;
    }
}
