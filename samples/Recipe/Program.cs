using System.Diagnostics;
using System.Globalization;
using Recipe;
using SK.EmbeddingGemma;

// The paper's recipe at the size of a laptop: a student of two layers, Nano as its teacher, the train splits of STS-B and Banking77 as texts, their test splits as judges.
// dotnet run -c Release --project samples/Recipe -- FOLDER [SEEDS [STEPS]]: the folder has stsb and banking77, as samples/Evaluation describes them.
if (args.Length is 0 or > 3 || !Directory.Exists(args[0]) || args.Skip(1).Any(text => !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)))
{
    Console.Error.WriteLine($"Usage: Recipe FOLDER [SEEDS [STEPS]]. The folder holds the data sets stsb and banking77; 3 seeds and {RecipeSettings.UsualSteps} steps of pre-finetuning where none are given.");
    return 2;
}

var seeds = args.Length > 1 ? ulong.Parse(args[1], CultureInfo.InvariantCulture) : 3;
var settings = RecipeSettings.OfSteps(args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : RecipeSettings.UsualSteps);
var started = Stopwatch.GetTimestamp();
var folder = Directory.CreateTempSubdirectory("embeddinggemma-recipe-");
try
{
    Environment.SetEnvironmentVariable("EMBEDDINGGEMMA_CACHE", Path.Combine(folder.FullName, "cache"));
    var data = RecipeData.Write(args[0], folder.FullName);
    var scores = await Scores.OpenAsync(args[0]);
    var table = new RecipeTable(scores.Names);
    table.Add("Nano, the teacher", await scores.OfAsync(EmbeddingGemmaModel.Nano));
    for (var seed = 1UL; seed <= seeds; seed++)
        await new RecipeRun(settings, data, scores, table, folder.FullName, seed).RunAsync();
    foreach (var line in table.Lines())
        Console.WriteLine(line);
    Console.WriteLine();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seeds} seeds, mean and standard deviation, in points of 100; {Stopwatch.GetElapsedTime(started).TotalMinutes:0.0} minutes, of the processor's time {Process.GetCurrentProcess().TotalProcessorTime.TotalMinutes:0.0}."));
    return 0;
}
finally
{
    folder.Delete(recursive: true);
}
