using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>How local layers attend: a token sees those at most <see cref="Radius"/> away, to both sides.</summary>
internal sealed class LocalWindow
{
    /// <summary>Describes the window of a model.</summary>
    public LocalWindow(int radius)
    {
        Radius = radius;
        BlockLength = Math.Clamp(radius / 2, 16, 128);
    }

    /// <summary>Returns the window of a model; one wider than its texts would hide nothing more.</summary>
    public static LocalWindow Of(ModelDirectory directory) => new(Math.Min(directory.Config.LocalRadius, directory.MaxTokens));

    /// <summary>Gets the distance, in tokens, up to which two tokens see each other.</summary>
    public int Radius { get; }

    /// <summary>Gets the most tokens of a text whose every token sees every other.</summary>
    public int LongestOpen => Radius + 1;

    /// <summary>
    /// Gets the most queries of a block. Longer blocks compute fewer scores that the window hides for each that it shows, but leave
    /// fewer blocks to compute beside each other.
    /// </summary>
    public int BlockLength { get; }
}
