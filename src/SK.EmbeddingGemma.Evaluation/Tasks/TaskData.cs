using SK.EmbeddingGemma.Comparison;
using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Tasks;

/// <summary>The texts of a task, and how their vectors are scored. Immutable and thread-safe.</summary>
internal abstract class TaskData
{
    /// <summary>Gets all texts that are embedded; equal ones may come again.</summary>
    public abstract IEnumerable<EvaluationText> Texts { get; }

    /// <summary>Scores vectors.</summary>
    /// <param name="vectors">The vectors of <see cref="Texts"/>.</param>
    /// <param name="options">What finds documents, and how many texts are learnt from, where the task has any.</param>
    /// <param name="cancellationToken">Ends the scoring.</param>
    public abstract Task<TaskScores> ScoreAsync(TextVectors vectors, EvaluationOptions options, CancellationToken cancellationToken);

    /// <summary>Returns a text for the tasks whose texts all have one prompt.</summary>
    protected static EvaluationText[] WithPrompt(IEnumerable<string> texts, EmbeddingGemmaPrompt prompt) => [.. texts.Select(text => new EvaluationText(text, prompt))];
}
