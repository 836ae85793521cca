using System.Text.Json;
using SK.EmbeddingGemma.Benchmarks.Hardware;
using SK.EmbeddingGemma.Benchmarks.Processes;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights.Gguf;

namespace SK.EmbeddingGemma.Benchmarks.Peers;

/// <summary>Times this library beside its peers, in one run: what is compared was measured within seconds of each other.</summary>
internal static class PeersCommand
{
    private const string ResultFolder = "BenchmarkDotNet.Artifacts";
    private const double MillisecondsPerRound = 250;
    private const int MostRepetitions = 50;

    /// <summary>Threads of the runtimes go on spinning for some 50 ms behind their last work, and would take a core from the next runner.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    public static async Task RunAsync(string[] args)
    {
        var arguments = new Arguments(args, "--model", "--threads", "--rounds", "--only");
        var threads = arguments.Number("--threads", 2);
        var directory = arguments.Model.Open();
        var workloads = PeerWorkload.All(directory.ReadTokenizer(), directory.MaxTokens);
        Console.WriteLine("Measuring the hardware's limits ...");
        var peaks = HardwarePeaks.Measure(threads);

        using var exports = new PeerExports();
        var runners = new List<PeerRunner>();
        try
        {
            var versions = await StartAsync(runners, directory, exports, threads, arguments.Text("--only") ?? "").ConfigureAwait(false);
            var measurements = await VerifyAsync(runners, workloads).ConfigureAwait(false);
            await MeasureAsync(runners, workloads, measurements, arguments.Number("--rounds", 7)).ConfigureAwait(false);
            var cost = new ModelCost(directory);
            var tokens = new SeededTexts(directory.ReadTokenizer());
            Report(new(
                Machine.Current, arguments.Model.Name, versions, peaks,
                workloads.ToDictionary(workload => workload.Name, workload => workload.Texts.Sum(text => cost.Operations(tokens.Count(text)))),
                [.. measurements.Values]));
        }
        finally
        {
            runners.ForEach(runner => runner.Dispose());
        }
    }

    private static async Task<string> StartAsync(List<PeerRunner> runners, ModelDirectory directory, PeerExports exports, int threads, string only)
    {
        await AddAsync(PeerNames.Float32, () => Own(EmbeddingGemmaPrecision.Float32)).ConfigureAwait(false);
        await AddAsync(PeerNames.Int8, () => Own(EmbeddingGemmaPrecision.Int8)).ConfigureAwait(false);
        var versions = new List<string>();
        if (Wanted(PeerNames.LlamaF32) || Wanted(PeerNames.LlamaQ8))
        {
            var llama = NodePackages.Llama;
            await llama.InstallAsync().ConfigureAwait(false);
            versions.Add($"node-llama-cpp {llama.Version}");
            var context = $"{directory.MaxTokens + 8}";
            await AddAsync(PeerNames.LlamaF32, () => llama.Start(exports.WriteGguf(directory, GgufType.F32), $"{threads}", context)).ConfigureAwait(false);
            await AddAsync(PeerNames.LlamaQ8, () => llama.Start(exports.WriteGguf(directory, GgufType.Q8), $"{threads}", context)).ConfigureAwait(false);
        }

        if (Wanted(PeerNames.TransformersFloat32) || Wanted(PeerNames.TransformersQ8))
        {
            var transformers = NodePackages.Transformers;
            await transformers.InstallAsync().ConfigureAwait(false);
            versions.Add($"transformers.js {transformers.Version} with onnxruntime-node {await transformers.VersionOfAsync("onnxruntime-node").ConfigureAwait(false)}");
            await AddAsync(PeerNames.TransformersFloat32, () => transformers.Start(exports.WriteOnnx(directory, int8: false), "fp32", $"{threads}")).ConfigureAwait(false);
            await AddAsync(PeerNames.TransformersQ8, () => transformers.Start(exports.WriteOnnx(directory, int8: true), "q8", $"{threads}")).ConfigureAwait(false);
        }

        return string.Join(", ", versions);

        bool Wanted(string name) => name is PeerNames.Float32 or PeerNames.Int8 || name.Contains(only, StringComparison.OrdinalIgnoreCase);

        ChildProcess Own(EmbeddingGemmaPrecision precision) =>
            ChildProcess.StartSelf(OwnRunner.Command, "--model", directory.Root, "--precision", $"{precision}", "--threads", $"{threads}");

        async Task AddAsync(string name, Func<ChildProcess> start)
        {
            if (!Wanted(name))
                return;

            runners.Add(new(name, start()));
            await runners[^1].WaitAsync().ConfigureAwait(false); // loading would disturb the next one's
        }
    }

    /// <summary>Embeds all once, which also warms up, and compares the vectors.</summary>
    private static async Task<Dictionary<(PeerWorkload, PeerRunner), PeerMeasurement>> VerifyAsync(List<PeerRunner> runners, PeerWorkload[] workloads)
    {
        var measurements = new Dictionary<(PeerWorkload, PeerRunner), PeerMeasurement>();
        foreach (var workload in workloads)
        {
            PeerAnswer? own = null;
            foreach (var runner in runners)
            {
                var answer = await runner.EmbedAsync(workload, repeat: 1, vectors: true).ConfigureAwait(false);
                own ??= answer; // single precision comes first
                var measurement = PeerVerification.Compare(runner.Name, workload, answer, own) with { Repeat = Math.Clamp((int)(MillisecondsPerRound / answer.Milliseconds[0]), 1, MostRepetitions) };
                measurements.Add((workload, runner), measurement);
                Console.WriteLine(FormattableString.Invariant($"{workload.Name}, {runner.Name}: {answer.Milliseconds[0]:F2} ms at first, least cosine {measurement.LeastCosine:F5}"));
            }
        }

        return measurements;
    }

    private static async Task MeasureAsync(
        List<PeerRunner> runners, PeerWorkload[] workloads, Dictionary<(PeerWorkload, PeerRunner), PeerMeasurement> measurements, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            Console.WriteLine($"Round {round + 1} of {rounds} ...");
            foreach (var workload in workloads)
            {
                for (var i = 0; i < runners.Count; i++)
                {
                    var runner = runners[(i + round) % runners.Count]; // nobody is always first, or always behind the same
                    var measurement = measurements[(workload, runner)];
                    await Task.Delay(Rest).ConfigureAwait(false);
                    measurement.Rounds.Add((await runner.EmbedAsync(workload, measurement.Repeat, vectors: false).ConfigureAwait(false)).Milliseconds);
                }
            }
        }
    }

    private static void Report(PeerComparison comparison)
    {
        var text = PeerReport.Write(comparison);
        Console.WriteLine();
        Console.WriteLine(text);
        Directory.CreateDirectory(ResultFolder);
        File.WriteAllText(Path.Combine(ResultFolder, "peers.md"), text);
        File.WriteAllText(Path.Combine(ResultFolder, "peers.json"), JsonSerializer.Serialize(comparison, PeerJson.File));
    }
}
