namespace SK.EmbeddingGemma;

/// <summary>How far the conversion of a model is, which is done once, when it is first loaded. Immutable.</summary>
/// <param name="BytesDone">The bytes of the model's weights that are converted, from 0 to <paramref name="BytesTotal"/>, which is reported when the result is in its place.</param>
/// <param name="BytesTotal">The bytes of the model's weights.</param>
public sealed record EmbeddingGemmaConversionProgress(long BytesDone, long BytesTotal)
{
    /// <summary>Gets the part that is done, from 0 to 1.</summary>
    public double Fraction => (double)BytesDone / BytesTotal;
}
