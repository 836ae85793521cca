using System.CommandLine;
using System.CommandLine.Help;

namespace SK.EmbeddingGemma.Cli;

/// <summary>The root of the command line.</summary>
internal static class ToolCommand
{
    public const string Name = "embeddinggemma";

    private const string Description = """
        Turns texts into vectors, and compares and searches texts by meaning, with EmbeddingGemma models. Everything runs on this machine.

        Examples:
          embeddinggemma similarity "a cat sits on a mat" "a kitten on a rug" "stock prices fell"
          embeddinggemma search --documents notes.txt "how do I reset my password?"
          embeddinggemma search --documents docs/ --top 3 "rate limits"
          embeddinggemma index docs/ --store memory.db
          embeddinggemma embed "hello world" --format json
          embeddinggemma embed --input texts.jsonl --format jsonl --output vectors.jsonl
          embeddinggemma tokenize "hello world"
          embeddinggemma info nano
          embeddinggemma eval --data eval-data/ --tasks all
          embeddinggemma download gemma-300m
          embeddinggemma models
          embeddinggemma export --format gguf --output nano.gguf
          embeddinggemma train --from nano --data pairs.jsonl --out my-model
          embeddinggemma serve --port 8080

        Exit codes: 0 success, 1 failure, 2 wrong usage.
        """;

    private const int HelpWidth = 100;

    /// <param name="streams">What to read and write.</param>
    /// <param name="allowGrace">Asks for time to end in, after the first signal.</param>
    public static RootCommand Create(StandardStreams streams, Action<TimeSpan> allowGrace)
    {
        var root = new RootCommand(Description)
        {
            EmbedCommand.Create(streams),
            SimilarityCommand.Create(streams),
            SearchCommand.Create(streams),
            IndexCommand.Create(streams),
            WatchCommand.Create(streams),
            TokenizeCommand.Create(streams),
            InfoCommand.Create(streams),
            EvalCommand.Create(streams),
            ConvertCommand.Create(streams),
            ExportCommand.Create(streams),
            TrainCommand.Create(streams),
            DownloadCommand.Create(streams),
            ModelsCommand.Create(streams),
            VerifyCommand.Create(streams),
            RemoveCommand.Create(streams),
            ServeCommand.Create(streams, allowGrace),
            McpCommand.Create(streams, allowGrace),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        var action = (HelpAction)help.Action!;
        action.MaxWidth = streams.IsOutputTerminal ? streams.Width : HelpWidth;
        help.Action = new DetailedHelp(action);
        return root;
    }
}
