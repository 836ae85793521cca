using System.Diagnostics;
using System.Globalization;
using SK.EmbeddingGemma.TestSupport;

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
            folder.Write(string.Create(CultureInfo.InvariantCulture, $"texts/text{i}.txt"), texts[i]);

        var chunks = texts.SelectMany(text => new TextChunker(tokenizer).Split(text)).Select(chunk => chunk.Text).ToList();
        await generator.GenerateAsync(chunks.Take(20)).ConfigureAwait(false);
        var ratios = new List<double>();
        for (var round = 0; round < arguments.Number("--rounds", 3); round++)
        {
            var started = Stopwatch.GetTimestamp();
            foreach (var batch in chunks.Chunk(256))
                await generator.GenerateAsync(batch, EmbeddingGemmaPrompt.Document().ToOptions()).ConfigureAwait(false);
            var bare = Stopwatch.GetElapsedTime(started).TotalSeconds;

            using var store = new SqliteVectorStore(folder.PathOf(string.Create(CultureInfo.InvariantCulture, $"memory{round}.db")));
            using var memory = new TextMemory(store, generator);
            started = Stopwatch.GetTimestamp();
            var result = await memory.IngestFolderAsync(folder.PathOf("texts")).ConfigureAwait(false);
            var index = Stopwatch.GetElapsedTime(started).TotalSeconds;
            ratios.Add(bare / index);
            Console.WriteLine(FormattableString.Invariant($"{result.Chunks} chunks (bare {chunks.Count}): bare {bare:F2} s, index {index:F2} s"));
        }

        Console.WriteLine(Hardware.Machine.Current);
        Console.WriteLine(FormattableString.Invariant($"{arguments.Model} {arguments.Precision}: indexing has {100 * ratios.Median():F1}% of the rate of bare embedding"));
    }
}
