using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace SK.EmbeddingGemma.Benchmarks.Tokenization;

/// <summary>
/// Loads a tokenizer once, in a process that has done nothing before, which is what an application pays: <c>tokenizer-load FILE</c>, of
/// a <c>.json</c>, a <c>.model</c>, or the <c>.bin</c> that <c>tokenizer-compile FILE BIN</c> makes of either.
/// </summary>
internal static class TokenizerLoad
{
    public static void Compile(string source, string target)
    {
        using var stream = File.Create(target);
        EmbeddingGemmaTokenizer.FromFile(source).WriteCompiled(stream);
    }

    public static void Report(string file)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (jitBefore, methodsBefore) = (JitInfo.GetCompilationTime(), JitInfo.GetCompiledMethodCount());
        var cpuBefore = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        var tokenizer = Path.GetExtension(file) == ".bin" ? EmbeddingGemmaTokenizer.ReadCompiled(file) : EmbeddingGemmaTokenizer.FromFile(file);
        var elapsed = Stopwatch.GetElapsedTime(started);
        tokenizer.EncodeForModel("How do I cancel a task?");
        var first = Stopwatch.GetElapsedTime(started);
        var cpu = Environment.CpuUsage.TotalTime - cpuBefore; // what a busy machine does not distort; compilation in the background included
        var allocated = GC.GetTotalAllocatedBytes();
        var heap = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{tokenizer.VocabularySize} tokens in {elapsed.TotalMilliseconds:F0} ms, first text encoded after {first.TotalMilliseconds:F0} ms ({cpu.TotalMilliseconds:F0} ms of processor time, {JitInfo.GetCompilationTime().TotalMilliseconds - jitBefore.TotalMilliseconds:F0} ms of it compiling {JitInfo.GetCompiledMethodCount() - methodsBefore} methods), heap {heap / 1e6:F1} MB, allocated {allocated / 1e6:F1} MB, peak working set {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB"));
    }
}
