namespace SK.EmbeddingGemma;

/// <summary>What a training run made. Immutable.</summary>
/// <param name="Model">The model, in its folder.</param>
/// <param name="Steps">The steps of the run, those before it was stopped and went on included.</param>
/// <param name="Loss">The mean loss of the last tenth of the steps that this process computed; NaN where it computed none.</param>
/// <param name="Scores">The scores in the end, by the task's name; empty where it was not measured.</param>
public sealed record TrainingResult(EmbeddingGemmaModel Model, int Steps, double Loss, IReadOnlyDictionary<string, double> Scores);
