using System.CommandLine;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Measures the quality of a model.</summary>
internal static class EvalCommand
{
    private const string Description = "Measures the quality of a model on data sets, as MTEB does, by the length of vectors and the number format.";

    private const string Details = """
        Scores are those of MTEB, in points of 100: Spearman's correlation for sts and summarization,
        average precision for pairclassification, nDCG@10 for retrieval and coderetrieval, mean average
        precision for reranking, accuracy for classification, V-measure for clustering, F1 for
        bitextmining. A classification is measured twice: with MTEB's 8 texts a label over 10
        experiments, and, as NAME.full, learnt from all training texts. Each text is embedded once, with
        the prompt of the model's card for the task, and its vector is kept: a run that was stopped goes
        on where it was.

        Layouts of a data set's folder:
          corpus, queries, qrels/test   retrieval (BEIR, MTEB): id, title, text; id, text; query-id, corpus-id, score
          test, train                   text, label: classification
          test                          sentence1, sentence2, score: sts; with label or labels: pairclassification; with neither: bitextmining
                                        sentences, labels: clustering
                                        query, positive, negative: reranking
                                        human_summaries, machine_summaries, relevance: summarization
          en-test.csv                   two sentences and a score, without a header: sts, a task for each language
          cosqa-dev.json                CoSQA, by MRR@10 over its functions
          cran.all.1400, cran.qry, cranqrel   the Cranfield collection
        Tables are .jsonl, .jsonl.gz, .json, .csv, .tsv or .parquet, and may lie in data/ in parts.

        With several number formats or with --compare, each is compared with the first by a paired
        bootstrap: the difference of the scores, and the interval that holds it in 95 of 100 draws.

        --calibrate pairs the queries of each retrieval set with the documents of another, which are
        unrelated: the suggested floor is the cosine that one such pair in a thousand reaches. "Kept" is
        the share of pairs that reach memory's floor (where it has none, the suggested one), and "vain
        queries answered" that of queries without any related document for which some are found.

        Examples:
          embeddinggemma eval --data eval-data/
          embeddinggemma eval --model gemma-300m --tasks sts,banking77 --dimensions 768,256 --precision float32,int8
          embeddinggemma eval --tasks retrieval --store two-stage --out report/
          embeddinggemma eval --calibrate
        """;

    public static Command Create(StandardStreams streams)
    {
        var (common, options) = (new CommonOptions(), new EvalOptions());
        var command = new DetailedCommand("eval", Description, Details);
        options.AddTo(command);
        foreach (var option in new Option[] { common.CacheDirectory, common.KeepDownload, common.Provider, common.Device })
            command.Add(option);
        common.AddBasics(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(options.Read(parsed), CommonSettings.Read(common, parsed), streams, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(EvalRequest request, CommonSettings settings, StandardStreams streams, CancellationToken cancellationToken)
    {
        var tasks = await TaskChoice.FindAsync(request.Data, request.Tasks, cancellationToken);
        await using var target = OutputTarget.Open(settings.Output, streams);
        var run = new EvalRun(request, settings, streams);
        if (request.Calibrates)
            await WriteAsync(run.CalibrateAsync(tasks, cancellationToken), CalibrationRow.Layout);
        else
        {
            var rows = await WriteAsync(run.RunAsync(tasks, cancellationToken), EvalRow.Layout(run.Compares));
            if (request.Out is { } folder)
                await EvalFiles.WriteAsync(folder, rows, streams, cancellationToken);
        }

        await target.CommitAsync(cancellationToken);
        return ExitCodes.Success;

        async Task<List<T>> WriteAsync<T>(IAsyncEnumerable<T> found, ResultLayout<T> layout)
        {
            var results = ResultWriter<T>.Create(layout, settings.Format, target, streams);
            var rows = new List<T>();
            await foreach (var row in found)
            {
                rows.Add(row);
                results.Add(row);
                if (settings.Format == OutputFormat.JsonLines)
                    await results.FlushAsync(cancellationToken); // whoever reads lines need not wait for the last
            }

            await results.CompleteAsync(cancellationToken);
            return rows;
        }
    }
}
