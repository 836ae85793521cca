using System.Diagnostics;

namespace SK.EmbeddingGemma.Benchmarks.Hardware;

/// <summary>Measures the hardware's limits and the share of them that the model reaches.</summary>
internal static class PeaksCommand
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1); // the runtime compiles the hot code anew beside the first calls

    public static async Task RunAsync(string[] args)
    {
        var arguments = new Arguments(args, "--model", "--threads", "--rounds");
        var threads = arguments.Number("--threads", 2);
        Console.WriteLine(Machine.Current);
        var peaks = HardwarePeaks.Measure(threads);
        Console.WriteLine(peaks);
        foreach (var precision in Enum.GetValues<EmbeddingGemmaPrecision>())
            await ReportAsync(arguments.Model, precision, peaks, arguments.Number("--rounds", 5)).ConfigureAwait(false);
    }

    private static async Task ReportAsync(EmbeddingGemmaModel model, EmbeddingGemmaPrecision precision, HardwarePeaks peaks, int rounds)
    {
        using var generator = new EmbeddingGemmaGenerator(new() { Model = model, Precision = precision, Threads = peaks.Threads, Prompt = EmbeddingGemmaPrompt.None });
        var texts = new SeededTexts((EmbeddingGemmaTokenizer)generator.GetService(typeof(EmbeddingGemmaTokenizer))!);
        var cost = new ModelCost(model.Open());
        foreach (var tokens in Workloads.Lengths)
        {
            string[] text = [texts.OfTokens(tokens)];
            var samples = new List<double>();
            var begun = Stopwatch.GetTimestamp();
            do
                await generator.GenerateAsync(text).ConfigureAwait(false);
            while (Stopwatch.GetElapsedTime(begun) < WarmUp);

            while (samples.Count < rounds)
            {
                var started = Stopwatch.GetTimestamp();
                await generator.GenerateAsync(text).ConfigureAwait(false);
                samples.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            }

            var rate = cost.Operations(tokens) / samples.Median();
            Console.WriteLine(FormattableString.Invariant($"{model} {precision}, {tokens} tokens: {samples.Median() * 1000:F2} ms, {rate / 1e9:F0} GOP/s, {(peaks.For(precision) is { } peak ? $"{100 * rate / peak:F0}% of the peak" : "no peak")}"));
        }
    }
}
