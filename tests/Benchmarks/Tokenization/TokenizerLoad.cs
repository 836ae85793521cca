using System.Diagnostics;
using System.Globalization;

namespace SK.EmbeddingGemma.Benchmarks.Tokenization;

/// <summary>Loads a tokenizer once, in a process that has done nothing before, which is what an application pays: <c>tokenizer-load FILE</c>.</summary>
internal static class TokenizerLoad
{
    public static void Report(string file)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var cpuBefore = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        var tokenizer = EmbeddingGemmaTokenizer.FromFile(file);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var cpu = Environment.CpuUsage.TotalTime - cpuBefore; // what a busy machine does not distort; compilation in the background included
        var allocated = GC.GetTotalAllocatedBytes();
        var heap = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{tokenizer.VocabularySize} tokens in {elapsed.TotalSeconds:F2} s ({cpu.TotalSeconds:F2} s of processor time), heap {heap / 1e6:F1} MB, allocated {allocated / 1e6:F1} MB, peak working set {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB"));
    }
}
