using System.Diagnostics;
using System.Text.Json;

namespace SK.EmbeddingGemma.Benchmarks.Peers;

/// <summary>This library as a runner: what an application would write, without prompts.</summary>
internal static class OwnRunner
{
    /// <summary>The command that starts it.</summary>
    public const string Command = "runner";

    /// <summary>Answers requests until there are no more.</summary>
    public static async Task RunAsync(string[] args)
    {
        var arguments = new Arguments(args, "--model", "--precision", "--threads");
        using var generator = new EmbeddingGemmaGenerator(new()
        {
            Model = arguments.Model,
            Precision = arguments.Precision,
            Threads = arguments.Number("--threads", 2),
            Prompt = EmbeddingGemmaPrompt.None,
        });
        await generator.GenerateAsync(["ready"]).ConfigureAwait(false);
        Console.WriteLine("\"ready\"");
        while (await Console.In.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            var answer = await AnswerAsync(generator, JsonSerializer.Deserialize<PeerRequest>(line, PeerJson.Line)!).ConfigureAwait(false);
            Console.WriteLine(JsonSerializer.Serialize(answer, PeerJson.Line));
        }
    }

    private static async Task<PeerAnswer> AnswerAsync(EmbeddingGemmaGenerator generator, PeerRequest request)
    {
        var embeddings = await generator.GenerateAsync(request.Texts).ConfigureAwait(false);
        var milliseconds = new double[request.Repeat];
        for (var i = 0; i < milliseconds.Length; i++)
        {
            var started = Stopwatch.GetTimestamp();
            embeddings = await generator.GenerateAsync(request.Texts).ConfigureAwait(false);
            milliseconds[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        if (!request.Vectors)
            return new(milliseconds, Tokens: null, Vectors: null, Note: null);

        var tokenizer = (EmbeddingGemmaTokenizer)generator.GetService(typeof(EmbeddingGemmaTokenizer))!;
        return new(milliseconds, [.. request.Texts.Select(text => tokenizer.EncodeForModel(text).Ids.Length)], [.. embeddings.Select(embedding => embedding.Vector.ToArray())], Note: null);
    }
}
