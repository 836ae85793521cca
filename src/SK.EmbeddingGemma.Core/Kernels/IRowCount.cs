namespace SK.EmbeddingGemma.Kernels;

/// <summary>A number of rows that is known when code is compiled, so that a kernel is compiled once for each, without branches.</summary>
internal interface IRowCount
{
    /// <summary>Gets the number.</summary>
    static abstract int Count { get; }
}
