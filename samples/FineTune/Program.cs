using System.Globalization;
using System.Text.Json;
using nietras.SeparatedValues;
using SK.EmbeddingGemma;

// Fine-tunes Nano on the train split of Banking77, once a seed, and shows the scores on its test split, those of the soup of all as well.
// dotnet run -c Release --project samples/FineTune -- FOLDER [SEEDS [STEPS]]: the folder holds train.csv and test.csv, with the columns text and category.
if (args.Length is 0 or > 3 || !File.Exists(Path.Combine(args[0], "train.csv")) || args.Skip(1).Any(text => !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)))
{
    Console.Error.WriteLine("Usage: FineTune FOLDER [SEEDS [STEPS]]. The folder holds train.csv and test.csv of Banking77.");
    return 2;
}

var seeds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
var steps = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : (int?)null; // as many as one epoch takes
var folder = Directory.CreateTempSubdirectory("embeddinggemma-finetune-");
try
{
    Environment.SetEnvironmentVariable("EMBEDDINGGEMMA_CACHE", Path.Combine(folder.FullName, "cache"));
    var data = Path.Combine(folder.FullName, "train.jsonl");
    using (var table = Sep.New(',').Reader(options => options with { Unescape = true }).FromFile(Path.Combine(args[0], "train.csv")))
    using (var lines = new StreamWriter(data))
    {
        foreach (var row in table)
            lines.WriteLine(JsonSerializer.Serialize(new { text = row["text"].ToString(), label = row["category"].ToString() }));
    }

    var tasks = await EvaluationTask.FindAsync(args[0]);
    await ShowAsync("Nano", EmbeddingGemmaModel.Nano);
    var models = new List<EmbeddingGemmaModel>();
    for (var seed = 1; seed <= seeds; seed++)
    {
        var result = await EmbeddingGemmaTrainer.TrainAsync(new()
        {
            Data = [new(data) { Task = TrainingTask.Classification }],
            Steps = steps,
            Seed = (ulong)seed,
            Output = Path.Combine(folder.FullName, $"seed-{seed}"),
        });
        models.Add(result.Model);
        await ShowAsync($"fine-tuned, seed {seed}", result.Model);
    }

    await ShowAsync("soup of all", await ModelSoup.AverageAsync(models, Path.Combine(folder.FullName, "soup")));
    return 0;

    async Task ShowAsync(string name, EmbeddingGemmaModel model)
    {
        using var generator = new EmbeddingGemmaGenerator(new() { Model = model, Precision = EmbeddingGemmaPrecision.Float32, MaxTokens = 256 });
        var evaluator = new EmbeddingGemmaEvaluator(generator);
        foreach (var task in tasks)
        {
            await foreach (var result in evaluator.EvaluateAsync(task))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {task.Name} {100 * result.MainScore:0.00}"));
        }
    }
}
finally
{
    folder.Delete(recursive: true);
}
