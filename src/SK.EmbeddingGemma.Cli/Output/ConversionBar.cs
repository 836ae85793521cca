namespace SK.EmbeddingGemma.Cli;

/// <summary>Shows how far a conversion is, as a <see cref="ProgressBar"/> does.</summary>
/// <inheritdoc cref="ProgressBar(string, TextWriter, int)"/>
internal sealed class ConversionBar(string activity, TextWriter error, int width) : IProgress<EmbeddingGemmaConversionProgress>, IDisposable
{
    private readonly ProgressBar _bar = new(activity, error, width);

    public void Report(EmbeddingGemmaConversionProgress value) => _bar.Report(value.BytesDone == value.BytesTotal ? 1 : Math.Min(value.Fraction, 0.999));

    /// <summary>Takes back what is shown, and shows nothing more.</summary>
    public void Dispose() => _bar.Dispose();
}
