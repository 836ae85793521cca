using System.Collections.Frozen;

namespace SK.EmbeddingGemma.Models;

/// <summary>Finds whether an ONNX export restricts its local layers to their window, as the model does.</summary>
/// <remarks>
/// A window is a comparison of distances between positions with the window's size, which stands there as a constant: the radius, or the whole window, or
/// one more or less. Some public exports have none: texts within the radius get the right vectors, longer ones drift away from them.
/// </remarks>
internal static class OnnxWindow
{
    private const int MostSteps = 8;

    private static readonly FrozenSet<string> Comparisons = FrozenSet.Create(StringComparer.Ordinal, "Less", "LessOrEqual", "Greater", "GreaterOrEqual");

    /// <summary>Operations that the distance or the constant may pass through.</summary>
    private static readonly FrozenSet<string> Passed = FrozenSet.Create(StringComparer.Ordinal, "Cast", "Unsqueeze", "Squeeze", "Reshape", "Expand", "Identity", "Sub", "Add", "Neg", "Abs");

    /// <summary>Returns whether the model's graph has the window of <paramref name="config"/>, or needs none.</summary>
    public static bool IsIn(OnnxSummary model, GemmaConfig config)
    {
        if (!config.Layers.Contains(LayerKind.Local) || model.HasWindowAttribute)
            return true;

        long radius = config.LocalRadius;
        long[] sizes = [radius, radius + 1, (2 * radius) - 1, 2 * radius, (2 * radius) + 1];
        return model.Nodes.Any(node => Comparisons.Contains(node.Operator) && node.Inputs.Any(input => Reaches(model, input, sizes, MostSteps)));
    }

    private static bool Reaches(OnnxSummary model, string value, long[] sizes, int steps) =>
        model.ScalarOf(value) is { } scalar ? sizes.Contains(Math.Abs(scalar))
        : steps > 0 && model.ProducerOf(value) is { } node && Passed.Contains(node.Operator) && node.Inputs.Any(input => Reaches(model, input, sizes, steps - 1));
}
