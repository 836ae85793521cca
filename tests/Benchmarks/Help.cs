namespace SK.EmbeddingGemma.Benchmarks;

/// <summary>What the program can do.</summary>
internal static class Help
{
    public const string Text = """
        Measures SK.EmbeddingGemma: dotnet run -c Release --project tests/Benchmarks -- COMMAND [OPTIONS]

          peers         times this library beside llama.cpp (node-llama-cpp) and transformers.js (onnxruntime-node), which npm
                        installs, on the same weights, texts and threads, round by round; writes peers.md and peers.json into
                        BenchmarkDotNet.Artifacts. Needs Node.js 20 or later.
                        --model M, --threads N (2), --rounds N (7), --only NAME (runners whose name has NAME in it, and ours)
          peaks         measures what the processor and the memory can do at most, and the share of it that the model reaches
                        --model M, --threads N (2), --rounds N (5)
          overhead      the generator's time for a text of 16 tokens over that of the bare session
                        --model M, --precision P, --threads N (2), --rounds N (200)
          memory        resident memory of a fresh process after 500 calls, its peak, and its growth from there on (Linux)
                        --model M, --precision P, --threads N (2), --calls N (10000)
          first-vector  milliseconds from the start of a fresh process to its first vector, the converted model being in the cache
                        --model M, --precision P, --threads N (2), --rounds N (10), --ready-to-run (compiled ahead of time)
          two-stage     searches in a SQLite store of vectors of 768 dimensions: time and memory of two stages beside exact search, recall at 10
                        --vectors N (100000)
          index-rate    the rate of indexing a folder into a SQLite store, as a share of that of embedding alone
                        --model M, --precision P, --threads N (2), --files N (500), --rounds N (3)
          tokenizer-load FILE           loads a tokenizer once
          tokenizer-compile FILE BIN    compiles a tokenizer

        M is nano (default), gemma-300m or a folder; P is float32 (default) or int8. Anything else goes to BenchmarkDotNet:

          --filter '*TokenizerBenchmarks*'   tokens a second of the tokenizer
          --filter '*LatencyBenchmarks*'     one text of 16 to 2,048 tokens
          --filter '*ThroughputBenchmarks*'  mixed texts from 1, 8 and 64 callers
          --filter '*LoadBenchmarks*'        first vector of a new generator, converted anew or from the cache

        The three last measure nano, or the model in the folder that EMBEDDINGGEMMA_DIRECTORY names.
        """;
}
