using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Modules;

namespace SK.EmbeddingGemma.Initialization;

/// <summary>Turns sizes into a model.</summary>
internal static class StudentBlueprint
{
    /// <summary>Returns the model.</summary>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="source">The model whose tokenizer and prompts it has.</param>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    public static ModelBlueprint Of(StudentArchitecture sizes, ModelDirectory source)
    {
        if (sizes.Heads < 1 || sizes.KeyValueHeads < 1 || sizes.Heads % sizes.KeyValueHeads != 0)
            throw new ArgumentException($"{sizes.Heads} query heads cannot share {sizes.KeyValueHeads} key and value heads: make the first a multiple of the second.", nameof(sizes));
        if (sizes.HeadSize < 2 || sizes.HeadSize % 2 != 0)
            throw new ArgumentException($"The width of a head is {sizes.HeadSize}, but must be even: positions turn pairs.", nameof(sizes));
        if (Math.Min(Math.Min(sizes.HiddenSize, sizes.Layers), Math.Min(sizes.IntermediateSize, sizes.Dimensions)) < 1 || sizes.GlobalEvery < 1 || sizes.LocalRadius < 1 || sizes.MaxTokens < 2)
            throw new ArgumentException("A size is less than 1: all widths, layers and reaches must be greater than 0, and texts have at least 2 tokens.", nameof(sizes));
        var config = source.Config with
        {
            HiddenSize = sizes.HiddenSize,
            IntermediateSize = sizes.IntermediateSize,
            HeadCount = sizes.Heads,
            KeyValueHeadCount = sizes.KeyValueHeads,
            HeadSize = sizes.HeadSize,
            AttentionScale = (float)(1 / Math.Sqrt(sizes.HeadSize)),
            Layers = [.. Enumerable.Range(1, sizes.Layers).Select(number => number % sizes.GlobalEvery == 0 ? LayerKind.Global : LayerKind.Local)],
            LocalRadius = sizes.LocalRadius,
            MaxPositions = sizes.MaxTokens,
        };
        return new()
        {
            Config = config,
            Dense = [new(sizes.HiddenSize, 2 * sizes.Dimensions, HasBias: false), new(2 * sizes.Dimensions, sizes.Dimensions, HasBias: false)],
            MaxTokens = sizes.MaxTokens,
            Source = source,
        };
    }
}
