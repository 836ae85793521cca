namespace SK.EmbeddingGemma.Runs;

/// <summary>Checks the rules that several settings are under.</summary>
internal static class TrainingSettings
{
    /// <summary>Throws where settings contradict each other, or one is missing.</summary>
    /// <exception cref="ArgumentException">They do; the message says what to do.</exception>
    public static void Require(TrainingOptions options)
    {
        if (options.Data.Count == 0)
            throw new ArgumentException("There is no data set to train on: name one at least.", nameof(options));
        if (string.IsNullOrWhiteSpace(options.Output))
            throw new ArgumentException("There is no folder to write the model to: name one.", nameof(options));
        if (options.ContrastiveWeight == 0 && (options.Teacher is null || options.DistillationWeight == 0))
            throw new ArgumentException("Neither the contrastive loss nor distillation has a weight: there would be nothing to learn.", nameof(options));
        if (options.Quantization is EmbeddingGemmaPrecision.Float32)
            throw new ArgumentException("Single precision is not quantised: leave Quantization unset, or choose Int8 or Int4.", nameof(options));
    }
}
