using System.Globalization;

namespace SK.EmbeddingGemma.Benchmarks.Processes;

/// <summary>The resident memory of a process that embeds mixed queries and documents of up to 256 tokens.</summary>
internal static class ResidentMemory
{
    /// <summary>The command of the process that is measured.</summary>
    public const string ChildCommand = "memory-child";

    private const int SteadyCalls = 500;
    private const int MostTokens = 256;
    private const int DocumentsPerCall = 8;
    private const int CallsPerDocuments = 10; // the others are queries
    private const int Variety = 64;

    /// <summary>Runs a fresh process and shows what it found.</summary>
    public static async Task ReportAsync(string[] args)
    {
        var arguments = new Arguments(args, "--model", "--precision", "--threads", "--calls");
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("Resident memory is read from /proc: run this on Linux.");

        string[] model = ["--model", arguments.Model.Resolve(), "--precision", $"{arguments.Precision}", "--threads", $"{arguments.Number("--threads", 2)}"];
        using (var conversion = ChildProcess.StartSelf([FirstVector.ChildCommand, .. model])) // a peak of its own, which would hide the other
            await conversion.FinishAsync().ConfigureAwait(false);

        using var process = ChildProcess.StartSelf([ChildCommand, .. model, "--calls", $"{arguments.Number("--calls", 10_000)}"]);
        Console.WriteLine(Hardware.Machine.Current);
        Console.Write(await process.FinishAsync().ConfigureAwait(false));
    }

    /// <summary>Makes the calls and reports.</summary>
    public static async Task RunChildAsync(string[] args)
    {
        var arguments = new Arguments(args, "--model", "--precision", "--threads", "--calls");
        var calls = arguments.Number("--calls", 10_000);
        using var generator = new EmbeddingGemmaGenerator(new()
        {
            Model = arguments.Model,
            Precision = arguments.Precision,
            Threads = arguments.Number("--threads", 2),
            Prompt = EmbeddingGemmaPrompt.None,
        });
        var texts = new SeededTexts((EmbeddingGemmaTokenizer)generator.GetService(typeof(EmbeddingGemmaTokenizer))!);
        var queries = Enumerable.Range(0, Variety).Select(i => texts.OfTokens(8 + (i % 24))).ToArray();
        var documents = Enumerable.Range(0, Variety).Select(i => texts.OfTokens(32 + (i * (MostTokens - 32) / (Variety - 1)))).ToArray();

        await EmbedAsync(generator, queries, documents, 0, SteadyCalls).ConfigureAwait(false);
        var (steady, peak) = (Kilobytes("VmRSS:"), Kilobytes("VmHWM:"));
        Report($"{arguments.Model} {arguments.Precision}: VmRSS {steady / 1024.0:F0} MB after {SteadyCalls} calls, VmHWM {peak / 1024.0:F0} MB; of VmRSS {Kilobytes("RssAnon:") / 1024.0:F0} MB anonymous, {Kilobytes("RssFile:") / 1024.0:F0} MB of mapped files; the managed heap has {GC.GetGCMemoryInfo().TotalCommittedBytes / 1048576.0:F0} MB, of them {GC.GetTotalMemory(forceFullCollection: false) / 1048576.0:F0} MB in objects");
        await EmbedAsync(generator, queries, documents, SteadyCalls, SteadyCalls + calls).ConfigureAwait(false);
        Report($"after {calls} more: VmRSS {Kilobytes("VmRSS:") / 1024.0:F0} MB ({(Kilobytes("VmRSS:") - steady) / 1024.0:+0.0;-0.0;0} MB), VmHWM {Kilobytes("VmHWM:") / 1024.0:F0} MB");
    }

    private static async Task EmbedAsync(EmbeddingGemmaGenerator generator, string[] queries, string[] documents, int first, int end)
    {
        for (var call = first; call < end; call++)
        {
            var texts = call % CallsPerDocuments > 0
                ? [queries[call % Variety]]
                : Enumerable.Range(call / CallsPerDocuments, DocumentsPerCall).Select(i => documents[i % Variety]);
            await generator.GenerateAsync(texts).ConfigureAwait(false);
        }
    }

    private static void Report(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));

    private static long Kilobytes(string key) => long.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith(key, StringComparison.Ordinal))[key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
