using System.Globalization;

namespace SK.EmbeddingGemma.Benchmarks.Hardware;

/// <summary>What the hardware can do at most.</summary>
/// <param name="Threads">The threads that it was measured on.</param>
/// <param name="FloatOperations">Single-precision operations a second.</param>
/// <param name="ByteOperations">8-bit operations a second, or <see langword="null"/> where there is no loop for this processor.</param>
/// <param name="MemoryBytes">Bytes read from memory a second.</param>
internal sealed record HardwarePeaks(int Threads, double FloatOperations, double? ByteOperations, double MemoryBytes)
{
    /// <summary>Measures them, which takes some seconds.</summary>
    public static HardwarePeaks Measure(int threads) =>
        new(threads, FmaPeak.Measure(threads), DotProductPeak.Measure(threads), MemoryBandwidth.Measure(threads));

    /// <summary>Returns the peak that a precision is measured against.</summary>
    public double? For(EmbeddingGemmaPrecision precision) => precision == EmbeddingGemmaPrecision.Float32 ? FloatOperations : ByteOperations;

    /// <summary>Describes them, a line each, as a list in Markdown.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        - float32 peak on {Threads} threads: {FloatOperations / 1e9:F0} GFLOP/s ({FmaPeak.Kind})
        - 8-bit peak: {(ByteOperations is { } bytes ? $"{bytes / 1e9:F0} GOP/s" : "no loop for this processor")} ({DotProductPeak.Kind ?? "neither AVX-VNNI nor AVX2"})
        - memory, read: {MemoryBytes / 1e9:F1} GB/s
        """);
}
