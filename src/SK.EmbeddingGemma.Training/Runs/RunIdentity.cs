using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Runs;

/// <summary>Tells a run from others: a hash of all that its weights hang on.</summary>
internal static class RunIdentity
{
    /// <summary>Returns the hash of settings, data and model.</summary>
    public static string Of(TrainingOptions options, int steps, ModelDirectory model, ModelDirectory? teacher)
    {
        var text = new StringBuilder();
        Add(steps, options.BatchSize, options.Accumulation, options.LearningRate, options.WarmupShare, options.WeightDecay, options.GradientLimit, options.Temperature, options.Hardness);
        Add(options.ContrastiveWeight, options.SpreadOutWeight, options.DistillationWeight, options.MaxTokens, options.AverageDecay, options.Quantization, options.Seed, options.UseBFloat16);
        Add([.. options.Dimensions.Cast<object?>()]);
        foreach (var set in options.Data)
            Add(set.Task, set.Weight, Convert.ToHexString(FileHash.Compute(set.Path)));
        AddModel(model);
        if (teacher is not null)
            AddModel(teacher);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));

        void Add(params ReadOnlySpan<object?> values)
        {
            foreach (var value in values)
                text.Append(CultureInfo.InvariantCulture, $"{value}|");
        }

        void AddModel(ModelDirectory directory)
        {
            Add(Convert.ToHexString(directory.TokenizerHash));
            foreach (var folder in directory.DenseModules.Select(module => module.Folder).Prepend(directory.Path))
                Add(Convert.ToHexString(FileHash.Compute(WeightFiles.Find(folder))));
        }
    }
}
