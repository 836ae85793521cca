using System.Globalization;

namespace SK.EmbeddingGemma.Benchmarks.Hardware;

/// <summary>What the hardware can do at most.</summary>
/// <param name="Threads">The threads that it was measured on.</param>
/// <param name="FloatOperations">Single-precision operations a second.</param>
/// <param name="ByteOperations">8-bit operations a second, or <see langword="null"/> where there is no loop for this processor.</param>
/// <param name="ReadBytes">Bytes a second that are read from memory for a sum.</param>
/// <param name="TriadBytes">Bytes a second that are read from and written to memory for a = b + s * c.</param>
internal sealed record HardwarePeaks(int Threads, double FloatOperations, double? ByteOperations, double ReadBytes, double TriadBytes)
{
    /// <summary>Measures them, which takes some seconds.</summary>
    public static HardwarePeaks Measure(int threads) =>
        new(threads, FmaPeak.Measure(threads), DotProductPeak.Measure(threads), MemoryBandwidth.MeasureRead(threads), MemoryBandwidth.MeasureTriad(threads));

    /// <summary>Returns the peak that a precision is measured against.</summary>
    public double? For(EmbeddingGemmaPrecision precision) => precision == EmbeddingGemmaPrecision.Float32 ? FloatOperations : ByteOperations;

    /// <summary>Describes them, a line each, as a list in Markdown.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        - float32 peak on {Threads} threads: {FloatOperations / 1e9:F0} GFLOP/s ({FmaPeak.Kind})
        - 8-bit peak: {(ByteOperations is { } bytes ? $"{bytes / 1e9:F0} GOP/s" : "no loop for this processor")} ({DotProductPeak.Kind ?? "neither AVX-VNNI nor AVX2"})
        - memory: {ReadBytes / 1e9:F1} GB/s read, {TriadBytes / 1e9:F1} GB/s in a triad
        """);
}
