using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Synthesis;

namespace SK.EmbeddingGemma;

/// <summary>Makes training examples of texts alone: a language model writes what each text is right for, by the task.</summary>
public static class SyntheticExamples
{
    /// <summary>Writes examples to a file, as <see cref="TrainingDataSet"/> reads it, as they come. Texts that have examples there already are passed over, so that the same call goes on where one was stopped.</summary>
    /// <param name="client">The language model. It is not disposed.</param>
    /// <param name="texts">The texts: documents, code or sentences, by the task. None may be blank; the same text counts once.</param>
    /// <param name="task">What the examples are for: queries, questions, claims, descriptions of code, paraphrases, or texts of the same class or topic.</param>
    /// <param name="output">The file, which examples are added to.</param>
    /// <param name="options">The settings; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends it; examples that were written stay.</param>
    /// <returns>The number of examples that were written. A text for which the model wrote nothing of use has none.</returns>
    /// <exception cref="ArgumentException">A text is blank, or no file is named.</exception>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="InvalidDataException">The file is there, and has something else than pairs.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static Task<int> WriteAsync(IChatClient client, IEnumerable<string> texts, TrainingTask task, string output, SyntheticExampleOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentException.ThrowIfNullOrWhiteSpace(output);
        return ExampleSynthesis.RunAsync(client, texts, task, output, options ?? new(), cancellationToken);
    }
}
