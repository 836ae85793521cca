using System.Text.Json;

namespace SK.EmbeddingGemma.Data;

/// <summary>Reads the files of <see cref="TrainingDataSet"/>.</summary>
internal static class ExampleFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">A line is no example; the message has its number, and none of its text.</exception>
    public static async Task<ExampleSet> ReadAsync(TrainingDataSet set, CancellationToken cancellationToken)
    {
        if (!File.Exists(set.Path))
            throw new FileNotFoundException($"There is no file {set.Path} with examples: give one with a JSON object a line.", set.Path);
        var (pairs, labelled) = (new List<TrainingExample>(), new List<(string Text, string Label)>());
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(set.Path, cancellationToken).ConfigureAwait(false))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            using var document = Parse(line, set.Path, number);
            var read = new ExampleLine(document.RootElement, set.Path, number);
            if (read.IsLabelled)
                labelled.Add((read.Required("text"), read.Required("label")));
            else
                pairs.Add(ToExample(read, set.Task));
        }

        if (pairs.Count > 0 && labelled.Count > 0)
            throw new InvalidDataException($"{set.Path} has both pairs and texts with labels: put each kind into a file of its own.");
        var found = labelled.Count > 0 ? ExampleSet.OfLabels(set, labelled) : ExampleSet.OfPairs(set, pairs);
        return found.Count > 0 ? found : throw new InvalidDataException($"{set.Path} has no example that can be paired: it is empty, or each label has one text only.");
    }

    private static TrainingExample ToExample(ExampleLine line, TrainingTask task)
    {
        var document = TaskPrompts.OfDocument(task, line.Optional("title"));
        return new(
            new(TaskPrompts.OfQuery(task), line.Required("query")),
            new(document, line.Required("positive")),
            [.. line.Texts("negatives").Select(text => new PromptedText(TaskPrompts.OfDocument(task, title: null), text))],
            line.Optional("group"));
    }

    private static JsonDocument Parse(string line, string path, int number)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"{path}, line {number}: it is no JSON object.", failure);
        }
    }
}
