using System.Globalization;
using SK.EmbeddingGemma;

namespace Recipe;

/// <summary>The whole recipe with one seed: start, pre-finetune, finetune on mixtures, soup, and train for 8 bits, each beside what it is compared with.</summary>
internal sealed class RecipeRun(RecipeSettings settings, RecipeData data, Scores scores, RecipeTable table, string folder, ulong seed)
{
    private const int Dimensions = 128;

    /// <summary>Runs.</summary>
    public async Task RunAsync()
    {
        await TrainAsync("random start", await StartAsync(TrainingStart.Random));
        await TrainAsync("decoder-only start", await StartAsync(TrainingStart.DecoderOnly));
        var start = await StartAsync(TrainingStart.EncoderDecoder);
        var whole = await TrainAsync("encoder-decoder start (the recipe)", start);
        await TrainAsync("- without distillation", start, options => options.Teacher = null);
        await TrainAsync("- without spread-out", start, options => options.SpreadOutWeight = 0);
        await QuantizeAsync(whole, await SoupAsync(whole));
    }

    private async Task<EmbeddingGemmaModel> StartAsync(TrainingStart start)
    {
        Say($"start: {start}");
        return await EmbeddingGemmaPretrainer.PretrainAsync(new()
        {
            Architecture = new() { Dimensions = Dimensions },
            Start = start,
            TextFiles = [data.Texts],
            Steps = settings.PretrainingSteps,
            MaxTokens = 64,
            Seed = seed,
            Output = PathOf(start.ToString()),
        });
    }

    private async Task<EmbeddingGemmaModel> TrainAsync(string variant, EmbeddingGemmaModel start, Action<TrainingOptions>? change = null)
    {
        var options = Options(start, variant, settings.TrainingSteps, settings.TrainingRate);
        change?.Invoke(options);
        var result = await TrainAsync(options);
        table.Add(variant, await scores.OfAsync(result));
        return result;
    }

    /// <summary>Finetunes on three mixtures, averages the models, and returns the one of equal shares.</summary>
    private async Task<EmbeddingGemmaModel> SoupAsync(EmbeddingGemmaModel whole)
    {
        var models = new List<EmbeddingGemmaModel>();
        foreach (var (similarity, intents) in new[] { (4.0, 1.0), (1.0, 1.0), (1.0, 4.0) })
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"- finetuned on the mixture {similarity}:{intents}");
            var options = Options(whole, name, settings.FinetuningSteps, settings.FinetuningRate);
            options.Data = [data.Similarity with { Weight = similarity }, data.Intents with { Weight = intents }];
            models.Add(await TrainAsync(options));
            table.Add(name, await scores.OfAsync(models[^1]));
        }

        table.Add("- soup of the three", await scores.OfAsync(await ModelSoup.AverageAsync(models, PathOf("soup"))));
        return models[1];
    }

    private async Task QuantizeAsync(EmbeddingGemmaModel whole, EmbeddingGemmaModel plain)
    {
        table.Add("- the mixture 1:1 in 8 bits, rounded after training", await scores.OfAsync(plain, EmbeddingGemmaPrecision.Int8));
        var options = Options(whole, "int8", settings.FinetuningSteps, settings.FinetuningRate);
        options.Quantization = EmbeddingGemmaPrecision.Int8;
        table.Add("- the mixture 1:1 in 8 bits, trained for it", await scores.OfAsync(await TrainAsync(options), EmbeddingGemmaPrecision.Int8));
    }

    private async Task<EmbeddingGemmaModel> TrainAsync(TrainingOptions options)
    {
        var result = await EmbeddingGemmaTrainer.TrainAsync(options);
        Say($"{Path.GetFileName(options.Output)}: loss {result.Loss.ToString("0.000", CultureInfo.InvariantCulture)}");
        return result.Model;
    }

    private TrainingOptions Options(EmbeddingGemmaModel start, string name, int steps, double rate) => new()
    {
        Model = start,
        Data = [data.Similarity, data.Intents],
        Teacher = EmbeddingGemmaModel.Nano,
        Steps = steps,
        BatchSize = settings.BatchSize,
        LearningRate = rate,
        MaxTokens = 64,
        Dimensions = [Dimensions, Dimensions / 2],
        Seed = seed,
        Output = PathOf(name),
    };

    private string PathOf(string name) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{seed}-{new string([.. name.Select(letter => char.IsLetterOrDigit(letter) ? letter : '-')])}"));

    private void Say(string text) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {text}"));
}
