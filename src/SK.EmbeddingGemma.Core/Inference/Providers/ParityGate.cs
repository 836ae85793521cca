using System.Globalization;
using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Inference.Providers;

/// <summary>
/// Embeds a few fixed texts by a provider and by the processor. A provider may give wrong numbers without an error, and then it must not be
/// used: vectors of another space would be stored for good.
/// </summary>
internal static class ParityGate
{
    /// <summary>The least cosine that passes. Rounding alone costs some 1e-6; wrong kernels were seen at 0.58 to 0.72.</summary>
    public const double LeastCosine = 0.999;

    private const int LongTextRepeats = 40; // beyond the window of the local layers

    /// <summary>Gets the texts: short and long ones, of several scripts, so that a batch of them has padding and a text is longer than the attention window.</summary>
    public static IReadOnlyList<string> Texts { get; } =
    [
        "What is the capital of France?",
        "Wie hoch ist der Zinssatz für ein Darlehen über zehn Jahre?",
        "猫在窗台上睡觉。 Кошка спит на подоконнике.",
        "public static int Add(int left, int right) => left + right; // never overflows silently",
        "x",
        string.Concat(Enumerable.Repeat("The committee met on Tuesday and postponed its decision about the harbour. ", LongTextRepeats)),
    ];

    /// <summary>Compares two engines.</summary>
    /// <param name="candidate">That of the provider.</param>
    /// <param name="reference">That of the processor.</param>
    /// <param name="texts">The texts' token ids.</param>
    /// <param name="cancellationToken">Stops the comparison.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static ParityResult Compare(IEmbeddingEngine candidate, IEmbeddingEngine reference, IReadOnlyList<ReadOnlyMemory<int>> texts, CancellationToken cancellationToken)
    {
        float[][] found;
        try
        {
            found = candidate.Run(texts, cancellationToken);
        }
        catch (Exception failure) when (DeviceFault.Is(failure))
        {
            return new(double.NaN, $"it failed: {failure.Message}");
        }

        return Compare(found, reference.Run(texts, cancellationToken));
    }

    private static ParityResult Compare(float[][] found, float[][] expected)
    {
        if (found.Length != expected.Length || found.Zip(expected).Any(pair => pair.First?.Length != pair.Second.Length))
            return new(double.NaN, "it gave vectors of another number or length than the processor");
        if (found.Any(vector => !DeviceFault.AreFinite(vector)))
            return new(double.NaN, "it gave numbers that are not finite");

        var least = found.Zip(expected).Min(pair => Cosine(pair.First, pair.Second));
        return least >= LeastCosine
            ? new(least, null)
            : new(least, string.Create(CultureInfo.InvariantCulture, $"the least cosine with the processor's vectors is {least:0.0000}, and {LeastCosine} is needed"));
    }

    private static double Cosine(float[] left, float[] right)
    {
        var cosine = TensorPrimitives.CosineSimilarity(left, right);
        return float.IsNaN(cosine) ? -1 : cosine; // of a vector of zeros
    }
}
