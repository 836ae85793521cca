namespace Recipe;

/// <summary>How large the recipe is run.</summary>
/// <param name="PretrainingSteps">The steps of a start that is not random.</param>
/// <param name="TrainingSteps">The steps of pre-finetuning.</param>
/// <param name="FinetuningSteps">The steps of each mixture, and of training for 8 bits.</param>
/// <param name="BatchSize">The examples of a batch.</param>
/// <param name="TrainingRate">The highest learning rate of pre-finetuning.</param>
/// <param name="FinetuningRate">The highest learning rate of finetuning.</param>
internal sealed record RecipeSettings(int PretrainingSteps, int TrainingSteps, int FinetuningSteps, int BatchSize, double TrainingRate, double FinetuningRate)
{
    /// <summary>Gets the size that two cores finish in some minutes.</summary>
    public static RecipeSettings Small { get; } = new(100, 150, 40, 32, 2e-3, 5e-4);
}
