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
    /// <summary>The steps of pre-finetuning that two cores finish three seeds with in a quarter of an hour.</summary>
    public const int UsualSteps = 150;

    /// <summary>Returns the size that some steps of pre-finetuning give, the other stages in proportion.</summary>
    public static RecipeSettings OfSteps(int steps) => new(Math.Max(2, steps * 2 / 3), steps, Math.Max(1, steps * 4 / 15), 32, 2e-3, 5e-4);
}
