using System.Diagnostics;
using SK.EmbeddingGemma.TestSupport;
using static System.FormattableString;

namespace SK.EmbeddingGemma.Benchmarks.Stores;

/// <summary>Times the ingestion of a folder into a SQLite store beside the bare embedding of the same chunks, round by round.</summary>
internal static class IndexRateCommand
{
    private const int MeanTokens = 120;

    /// <summary>Runs both and prints their ratio.</summary>
    public static async Task RunAsync(string[] args)
    {
        var arguments = new Arguments(args, "--model", "--precision", "--threads", "--files", "--rounds");
        using var generator = new EmbeddingGemmaGenerator(new() { Model = arguments.Model, Precision = arguments.Precision, Threads = arguments.Number("--threads", 2) });
        var tokenizer = (EmbeddingGemmaTokenizer)generator.GetService(typeof(EmbeddingGemmaTokenizer))!;
        using var folder = new TemporaryFolder();
        var texts = new SeededTexts(tokenizer).Documents(arguments.Number("--files", 500), MeanTokens);
        for (var i = 0; i < texts.Length; i++)
            folder.Write(Invariant($"texts/text{i}.txt"), texts[i]);

        // The same tokens on both sides: a file's name is its title, and a call has one prompt, so it goes into the text.
        var chunker = new TextChunker(tokenizer);
        var chunks = texts.SelectMany((text, i) => chunker.Split(text, TextKind.Plain, Invariant($"text{i}"))).Select(chunk => EmbeddingGemmaPrompt.Document(chunk.Title).Text + chunk.Text).ToList();
        await generator.GenerateAsync(chunks.Take(20)).ConfigureAwait(false);
        var ratios = new List<double>();
        for (var round = 0; round < arguments.Number("--rounds", 3); round++)
        {
            var started = Stopwatch.GetTimestamp();
            foreach (var batch in chunks.Chunk(256))
                await generator.GenerateAsync(batch, EmbeddingGemmaPrompt.None.ToOptions()).ConfigureAwait(false);
            var bare = Stopwatch.GetElapsedTime(started).TotalSeconds;

            using var store = new SqliteVectorStore(folder.PathOf(Invariant($"memory{round}.db")));
            using var memory = new TextMemory(store, generator);
            started = Stopwatch.GetTimestamp();
            var result = await memory.IngestFolderAsync(folder.PathOf("texts")).ConfigureAwait(false);
            var index = Stopwatch.GetElapsedTime(started).TotalSeconds;
            ratios.Add(bare / index);
            Console.WriteLine(Invariant($"{result.Chunks} chunks (bare {chunks.Count}): bare {bare:F2} s, index {index:F2} s"));
        }

        Console.WriteLine(Hardware.Machine.Current);
        Console.WriteLine(Invariant($"{arguments.Model} {arguments.Precision}: indexing has {100 * ratios.Median():F1}% of the rate of bare embedding"));
    }
}
