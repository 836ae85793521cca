namespace SK.EmbeddingGemma.Generation;

/// <summary>The lengths that a model's vectors were trained to be cut to.</summary>
internal static class TrainedSizes
{
    /// <summary>Returns whether the model's vectors were trained to keep their meaning at this length.</summary>
    public static bool Contains(EmbeddingGemmaModel model, int width, int dimensions) => Of(model, width).Contains(dimensions);

    /// <summary>Returns the lengths to choose from, as part of a message.</summary>
    public static string List(EmbeddingGemmaModel model, int width) => string.Join(", ", Of(model, width));

    /// <summary>Returns the lengths, the longest first.</summary>
    public static IReadOnlyList<int> Of(EmbeddingGemmaModel model, int width) =>
        model.TrainedDimensions.Count > 0 ? model.TrainedDimensions : EmbeddingGemmaModel.TrainedDimensionsOf(width);
}
