using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Inference;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Benchmarks.Processes;

/// <summary>What a query costs beyond the bare run of the runtime's session: tokenizing, scheduling, gathering and the result.</summary>
internal static class Overhead
{
    private const int Tokens = 16;
    private const int WarmUps = 50;

    /// <summary>Times both alternately and reports the ratio.</summary>
    public static async Task ReportAsync(string[] args)
    {
        var arguments = new Arguments(args, "--model", "--precision", "--threads", "--rounds");
        var directory = arguments.Model.Open();
        using var generator = new EmbeddingGemmaGenerator(new()
        {
            Model = arguments.Model,
            Precision = arguments.Precision,
            Threads = arguments.Number("--threads", 2),
            Prompt = EmbeddingGemmaPrompt.None,
        });
        string[] text = [new SeededTexts((EmbeddingGemmaTokenizer)generator.GetService(typeof(EmbeddingGemmaTokenizer))!).OfTokens(Tokens)];
        await generator.GenerateAsync(text).ConfigureAwait(false);
        var session = (InferenceSession)generator.GetService(typeof(InferenceSession))!; // the same: two would hold two pools of threads
        var inputs = Inputs(directory);
        try
        {
            var (bare, whole) = (new List<double>(), new List<double>());
            for (var i = 0; i < WarmUps + arguments.Number("--rounds", 200); i++)
            {
                var started = Stopwatch.GetTimestamp();
                using (var options = new RunOptions())
                using (session.Run(options, inputs, [PackedGraph.Vectors]))
                    bare.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);

                started = Stopwatch.GetTimestamp();
                await generator.GenerateAsync(text).ConfigureAwait(false);
                whole.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            var (run, call) = (bare.Skip(WarmUps).Median(), whole.Skip(WarmUps).Median());
            Console.WriteLine(Hardware.Machine.Current);
            Console.WriteLine(FormattableString.Invariant($"{arguments.Model} {arguments.Precision}, {Tokens} tokens: {call:F3} ms, of them {run:F3} ms in the session: overhead {100 * ((call / run) - 1):F1}%"));
        }
        finally
        {
            foreach (var input in inputs.Values)
                input.Dispose();
        }
    }

    /// <summary>Returns inputs as the engine makes them of a text, but for the embeddings, which are random: they take the same time.</summary>
    private static Dictionary<string, OrtValue> Inputs(ModelDirectory directory)
    {
        var width = directory.Config.HiddenSize;
        var layout = new PackLayout([Tokens]);
        var random = new Random(Tokens);
        var embeddings = Enumerable.Range(0, Tokens * width).Select(_ => random.NextSingle() - 0.5f).ToArray();
        return new(StringComparer.Ordinal)
        {
            [PackedGraph.Embeddings] = Tensor(embeddings, Tokens, width),
            [PackedGraph.Starts] = Tensor(layout.Starts, layout.Starts.Length),
            [PackedGraph.Pooling] = Tensor(layout.Pooling, 1, Tokens),
        };
    }

    private static OrtValue Tensor<T>(T[] values, params long[] shape)
        where T : unmanaged =>
        OrtValue.CreateTensorValueFromMemory(values, shape);
}
