using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>How local layers attend: a token sees those at most <see cref="Radius"/> away, to both sides.</summary>
/// <remarks>
/// A text of at most <c>Radius + 1</c> tokens needs no mask. A longer one is cut into blocks of <see cref="BlockLength"/> queries;
/// each block meets only the keys that some query of it can see, under a mask that depends on the distance alone. So one constant
/// table serves every block of every text, and the work grows linearly with the text.
/// </remarks>
internal sealed class LocalWindow
{
    /// <summary>The mask's value for a pair out of reach: low enough that its weight is exactly 0, high enough to stay finite.</summary>
    private const float Hidden = -1e30f;

    public LocalWindow(int radius)
    {
        Radius = radius;
        BlockLength = Math.Clamp(radius / 2, 16, 256);
    }

    /// <summary>Returns the window of a model; one wider than its texts would hide nothing more, and its mask only cost memory.</summary>
    public static LocalWindow Of(ModelDirectory directory) => new(Math.Min(directory.Config.LocalRadius, directory.MaxTokens));

    /// <summary>Gets the distance, in tokens, up to which two tokens see each other.</summary>
    public int Radius { get; }

    /// <summary>Gets the number of queries in a block.</summary>
    public int BlockLength { get; }

    /// <summary>Gets the number of keys that a block in the middle of a text meets.</summary>
    public int Span => BlockLength + (2 * Radius);

    /// <summary>Returns whether every token of a text of <paramref name="tokens"/> tokens sees every other.</summary>
    public bool IsOpen(int tokens) => tokens <= Radius + 1;

    /// <summary>
    /// Fills the mask for a block, [<see cref="BlockLength"/> * <paramref name="rowsPerQuery"/>, <see cref="Span"/>]: column c is the key at distance
    /// c - <see cref="Radius"/> from the block's first query.
    /// </summary>
    public void FillMask(Span<float> mask, int rowsPerQuery)
    {
        for (var row = 0; row < BlockLength * rowsPerQuery; row++)
        {
            var line = mask.Slice(row * Span, Span);
            var first = row / rowsPerQuery;
            line.Fill(Hidden);
            line.Slice(first, (2 * Radius) + 1).Clear();
        }
    }
}
