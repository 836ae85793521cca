namespace SK.EmbeddingGemma;

/// <summary>How far a training run is. Immutable.</summary>
/// <param name="Step">The step that is done, from 1.</param>
/// <param name="Steps">All steps.</param>
/// <param name="Loss">The step's loss.</param>
/// <param name="LearningRate">The step's learning rate.</param>
/// <param name="TokensPerSecond">The speed of the step, in tokens of all its texts.</param>
public sealed record TrainingProgress(int Step, int Steps, double Loss, double LearningRate, double TokensPerSecond)
{
    /// <summary>Gets the scores of the model after this step, by the task's name, from 0 to 1 or as the measure has it; empty where it was not measured.</summary>
    public IReadOnlyDictionary<string, double> Scores { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);
}
