using SK.EmbeddingGemma.Comparison;

namespace SK.EmbeddingGemma;

/// <summary>The scores of a task at one length of vectors. Immutable and thread-safe.</summary>
public sealed class EvaluationResult
{
    internal EvaluationResult(EvaluationTask task, int dimensions, string modelId, TaskScores scores, TimeSpan duration)
    {
        Task = task;
        Dimensions = dimensions;
        ModelId = modelId;
        Scores = scores.Values;
        MainMetric = scores.Main;
        Sample = scores.Sample;
        Duration = duration;
    }

    /// <summary>Gets the task.</summary>
    public EvaluationTask Task { get; }

    /// <summary>Gets the length of vectors, in floats.</summary>
    public int Dimensions { get; }

    /// <summary>Gets the id of the model, with revision and precision where it has them.</summary>
    public string ModelId { get; }

    /// <summary>Gets all scores by MTEB's names, from 0 to 1, correlations from -1.</summary>
    public IReadOnlyDictionary<string, double> Scores { get; }

    /// <summary>Gets the name of the score that stands for the task.</summary>
    public string MainMetric { get; }

    /// <summary>Gets the score that stands for the task, from 0 to 1, correlations from -1.</summary>
    public double MainScore => Scores[MainMetric];

    /// <summary>Gets how long embedding, where it was needed, and scoring took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Gets what the main score is made of, for comparisons.</summary>
    internal EvaluationSample Sample { get; }
}
