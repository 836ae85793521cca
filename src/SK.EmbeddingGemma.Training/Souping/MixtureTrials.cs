using System.Globalization;
using SK.EmbeddingGemma.Modules;
using SK.EmbeddingGemma.Native;
using SK.EmbeddingGemma.Runs;
using TorchSharp;

namespace SK.EmbeddingGemma.Souping;

/// <summary>Trains and averages mixtures.</summary>
internal static class MixtureTrials
{
    /// <summary>Runs all.</summary>
    public static async Task<MixtureSearchResult> RunAsync(MixtureSearchOptions options, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.WorkFolder);
        var trials = new List<MixtureTrial>();
        for (var number = 0; number < options.Trials; number++)
        {
            var shares = Shares(options.Training.Data.Count, options.Concentration, SeededNumbers.At(options.Seed, number));
            var name = string.Create(CultureInfo.InvariantCulture, $"mixture-{number + 1}");
            var training = options.Training.Clone();
            training.Data = [.. options.Training.Data.Zip(shares, (set, share) => set with { Weight = Math.Max(share, 1e-9) })];
            training.Output = Path.Combine(options.WorkFolder, name);
            training.CheckpointFolder = training.CheckpointFolder is null ? null : Path.Combine(options.WorkFolder, name + "-states");
            training.LogFile = training.LogFile is null ? null : Path.Combine(options.WorkFolder, name + ".csv");
            var result = await EmbeddingGemmaTrainer.TrainAsync(training, progress: null, cancellationToken).ConfigureAwait(false);
            trials.Add(new(shares, result.Model, result.Scores));
        }

        var soup = await ModelSoup.AverageAsync([.. trials.Select(trial => trial.Model)], Path.Combine(options.WorkFolder, "soup"), options.Training.Overwrites, cancellationToken).ConfigureAwait(false);
        return new([.. trials.OrderByDescending(trial => trial.MeanScore)], soup, await MeasureAsync(soup, options.Training, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Draws shares from a symmetric Dirichlet distribution: numbers of a gamma distribution over their sum.</summary>
    public static double[] Shares(int count, double concentration, SeededNumbers numbers)
    {
        var parts = Enumerable.Range(0, count).Select(_ => Gamma(concentration, numbers)).ToArray();
        var sum = parts.Sum();
        return Array.ConvertAll(parts, part => part / sum);
    }

    // Marsaglia and Tsang, "A simple method for generating gamma variables", 2000.
    private static double Gamma(double shape, SeededNumbers numbers)
    {
        if (shape < 1)
            return Gamma(shape + 1, numbers) * Math.Pow(1 - numbers.NextUnit(), 1 / shape);
        var d = shape - (1.0 / 3);
        while (true)
        {
            var normal = numbers.NextNormal();
            var cube = Math.Pow(1 + (normal / Math.Sqrt(9 * d)), 3);
            if (cube > 0 && Math.Log(1 - numbers.NextUnit()) < (normal * normal / 2) + (d * (1 - cube + Math.Log(cube))))
                return d * cube;
        }
    }

    private static async Task<IReadOnlyDictionary<string, double>> MeasureAsync(EmbeddingGemmaModel model, TrainingOptions options, CancellationToken cancellationToken)
    {
        TorchLibraries.Load();
        var directory = model.Open();
        using var weights = WeightSet.Read(directory, torch.CPU);
        return await ModelScores.MeasureAsync(ModelBlueprint.Of(directory), weights, options, cancellationToken).ConfigureAwait(false);
    }
}
