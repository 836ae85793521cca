using System.Globalization;
using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Synthesis;

/// <summary>What a language model is asked for, by the task, and what its answer says.</summary>
internal static class ExampleRequest
{
    private const string Manner = "Use the language of the text. Do not name or quote the text. Answer with nothing but these, each on a line of its own, without numbers or marks before them.";

    /// <summary>Returns the messages for a text.</summary>
    public static ChatMessage[] Of(TrainingTask task, string text, SyntheticExampleOptions options) =>
    [
        new(ChatRole.System, $"{string.Format(CultureInfo.InvariantCulture, options.Instruction ?? Instruction(task), options.Count)} {Manner}"),
        new(ChatRole.User, text),
    ];

    /// <summary>Returns the texts of an answer: those lines that are not blank, not the text itself and not there before.</summary>
    public static IReadOnlyList<string> Read(string answer, string text, int count) =>
        [.. answer.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Bare).Where(line => line.Length > 0 && line != text.Trim()).Distinct(StringComparer.Ordinal).Take(count)];

    private static string Instruction(TrainingTask task) => task switch
    {
        TrainingTask.Retrieval => "Write {0} search queries that somebody could type who needs the passage below. Vary their length and wording.",
        TrainingTask.QuestionAnswering => "Write {0} questions that the passage below answers.",
        TrainingTask.FactChecking => "Write {0} claims that the passage below supports or refutes.",
        TrainingTask.CodeRetrieval => "Write {0} requests in plain words, as a programmer would search for them, that the code below fulfils.",
        TrainingTask.SentenceSimilarity => "Write {0} sentences that mean the same as the sentence below, in other words.",
        TrainingTask.Classification => "Write {0} texts that differ from the one below in content and would be put in the same class: the same intent, or the same feeling.",
        TrainingTask.Clustering => "Write {0} texts that differ from the one below in content and are about the same topic.",
        _ => throw new ArgumentOutOfRangeException(nameof(task), task, "The task is not defined."),
    };

    // Models number or quote what they list, whatever they are told.
    private static string Bare(string line)
    {
        var start = 0;
        while (start < line.Length && char.IsAsciiDigit(line[start]))
            start++;
        var isNumbered = start is > 0 and < 3 && start < line.Length - 1 && line[start] is '.' or ')' && line[start + 1] == ' ';
        var bare = isNumbered ? line[(start + 1)..] : line is ['-' or '*' or '•', ' ', ..] ? line[1..] : line;
        bare = bare.Trim();
        return bare is ['"', .., '"'] or ['“', .., '”'] ? bare[1..^1].Trim() : bare;
    }
}
