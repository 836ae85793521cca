using SK.EmbeddingGemma;

if (args is not [var folder])
{
    Console.Error.WriteLine("Give the folder of data sets, each in a folder of its own.");
    return 2;
}

using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano, MaxTokens = 512 });
var evaluator = new EmbeddingGemmaEvaluator(generator, new() { Dimensions = [384, 128] });
foreach (var task in await EvaluationTask.FindAsync(folder))
{
    await foreach (var result in evaluator.EvaluateAsync(task))
        Console.WriteLine($"{result.Task} {result.Dimensions} {result.MainMetric} {100 * result.MainScore:0.00}");
}

return 0;
