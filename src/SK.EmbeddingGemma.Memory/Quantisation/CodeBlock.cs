namespace SK.EmbeddingGemma.Quantisation;

/// <summary>Some rows of an index, one after the other.</summary>
internal sealed class CodeBlock(int width)
{
    /// <summary>The rows of a block.</summary>
    public const int Rows = 4096;

    /// <summary>Gets the codes, <c>width</c> a row.</summary>
    public sbyte[] Codes { get; } = new sbyte[Rows * width];

    /// <summary>Gets what a row's product is multiplied with.</summary>
    public double[] Factors { get; } = new double[Rows];

    /// <summary>Gets what is added to it then.</summary>
    public double[] Terms { get; } = new double[Rows];

    /// <summary>Gets the sums of the rows' codes.</summary>
    public int[] Sums { get; } = new int[Rows];

    /// <summary>Gets the numbers of the records; 0 for a free row.</summary>
    public long[] Records { get; } = new long[Rows];

    /// <summary>Gets the codes of a row.</summary>
    public Span<sbyte> Row(int row) => Codes.AsSpan(row * width, width);
}
