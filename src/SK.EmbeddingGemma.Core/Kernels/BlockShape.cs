namespace SK.EmbeddingGemma.Kernels;

/// <summary>
/// How a matrix of 5-bit codes lies in memory: in the order of an <see cref="Int8Shape"/>. For each of its blocks of 16 outputs, and there for each block of inputs, come the
/// 16 bytes with step and zero, and then the steps of 4 inputs: 32 bytes with the low 4 bits of the codes, those of the last 8 outputs in the high halves of the bytes, and
/// 8 bytes with the fifth bits, output by output.
/// </summary>
internal sealed class BlockShape
{
    /// <summary>The weights of a step, for all outputs of a block.</summary>
    public const int StepWeights = Int8Tile.Outputs * Int8Tile.StepInputs;

    /// <summary>The bytes of the low bits of a step.</summary>
    public const int LowBytes = StepWeights / 2;

    /// <summary>The bytes of the fifth bits of a step.</summary>
    public const int HighBytes = StepWeights / 8;

    private const int SpanSteps = BlockFormat.BlockLength / Int8Tile.StepInputs;

    private readonly BlockSpan[] _spans;

    /// <summary>Describes a matrix.</summary>
    /// <param name="shape">Its shape in 8 bits.</param>
    public BlockShape(Int8Shape shape)
    {
        Int8 = shape;
        _spans = [.. Enumerable.Range(0, shape.Groups).SelectMany(group => SpansOf(shape, group))];
    }

    /// <summary>Gets the format of the codes.</summary>
    public static BlockFormat Format => BlockFormat.FiveBits;

    /// <summary>Gets the shape in 8 bits.</summary>
    public Int8Shape Int8 { get; }

    /// <summary>Gets the blocks of inputs; none reaches from one group into another.</summary>
    public ReadOnlySpan<BlockSpan> Spans => _spans;

    /// <summary>Gets the bytes of a block of 16 outputs.</summary>
    public int BlockSize => (Spans.Length * Int8Tile.Outputs) + (Int8.Steps * (LowBytes + HighBytes));

    /// <summary>Gets the bytes of the matrix.</summary>
    public int Size => Int8.Blocks * BlockSize;

    private static IEnumerable<BlockSpan> SpansOf(Int8Shape shape, int group)
    {
        var (start, end) = shape.StepsOf(group);
        for (var first = start; first < end; first += SpanSteps)
        {
            var last = Math.Min(first + SpanSteps, end);
            yield return new(group, first, last, first * Int8Tile.StepInputs, Math.Min(last * Int8Tile.StepInputs, shape.Inputs));
        }
    }
}
