using System.CommandLine;
using System.Globalization;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Fine-tunes a model.</summary>
internal static class TrainCommand
{
    private const string Description = "Fine-tunes a model on pairs of texts that belong together, or on texts with labels.";

    private const string Details = """
        A line of a file is a pair, {"query": "...", "positive": "..."}, with "negatives": ["..."] where
        there are texts that seem right but are not, and "title" for the positive's; or a text with a
        label, {"text": "...", "label": "..."}: texts of one label are paired then. Other positives of a
        batch serve as negatives; examples with the same "group" are left out there.

        The model is written as sentence-transformers saves it, and appears when it is whole: --model
        takes it here, and 'export' writes it for other programs. With --checkpoints, a run that was
        stopped or killed goes on when the same command is given again, and ends with the same weights.
        --precision int8 rounds as the engine does while it trains, for a model that is to be run in it.

        Examples:
          embeddinggemma train --from nano --data pairs.jsonl --out my-model
          embeddinggemma train --data intents.jsonl --task classification --eval eval-data/ --out my-model
          embeddinggemma train --from gemma-300m --data pairs.jsonl --epochs 2 --checkpoints states/ --out my-model
        """;

    public static Command Create(StandardStreams streams)
    {
        var (common, options) = (new CommonOptions(), new TrainOptions());
        var command = new DetailedCommand("train", Description, Details);
        options.AddTo(command);
        command.Add(common.Quiet);
        command.Add(common.Verbose);
        command.SetAction((parsed, cancellationToken) => RunAsync(options.Read(parsed), parsed.GetValue(common.Quiet), streams, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(TrainingOptions options, bool isQuiet, StandardStreams streams, CancellationToken cancellationToken)
    {
        var before = options.EvaluationFolder is null ? null : await TrainScores.MeasureAsync(options, cancellationToken);
        var result = await EmbeddingGemmaTrainer.TrainAsync(options, isQuiet ? null : new TrainLines(streams.Error, TimeProvider.System), cancellationToken);
        if (!isQuiet)
            streams.Error.WriteLine($"note: wrote {CellText.Escape(options.Output)}");
        await using var output = new StreamWriter(streams.Output, StandardStreams.Utf8, leaveOpen: true);
        foreach (var (task, score) in result.Scores)
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{CellText.Escape(task)}\t{100 * before![task]:0.00} -> {100 * score:0.00}"));
        return ExitCodes.Success;
    }
}
