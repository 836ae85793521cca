using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Compares texts with one another.</summary>
internal static class SimilarityCommand
{
    private const string Description = "Compares each text with each: 1 is the same meaning, about 0 is unrelated.";

    private const string Details = """
        The prompt is sentence-similarity, which is made for comparing; --prompt, --prompt-text or
        --title choose another, for all texts. For finding documents that answer a question use search.
        With --format jsonl a line is {"text": …, "prompt": …, "similarity": [one number for each text,
        in order]}.

        Examples:
          embeddinggemma similarity "a cat sits on a mat" "a kitten on a rug" "stock prices fell"
          embeddinggemma similarity --input sentences.txt --format json
        """;

    // Each text is compared with each: 10,000 make a hundred million numbers.
    private const int MostTexts = 10_000;

    public static Command Create(StandardStreams streams)
    {
        var options = new CommonOptions();
        var texts = new Argument<string[]>("texts") { Description = "Two or more texts. Left out: those of --input, or of standard input.", Arity = ArgumentArity.ZeroOrMore };
        var command = new DetailedCommand("similarity", Description, Details) { texts };
        options.AddTexts(command);
        command.Add(options.Dimensions);
        options.AddComputing(command);
        options.AddBasics(command);
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetValue(texts) ?? [], CommonSettings.Read(options, parsed), streams, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string[] arguments, CommonSettings settings, StandardStreams streams, CancellationToken cancellationToken)
    {
        if (arguments.Length == 1)
            throw new UsageException("There is one text, but at least two are compared.");

        var source = TextSource.Open(arguments, settings, streams);
        using var model = OpenedModel.Open(settings, streams);
        var prompt = model.PromptFor(settings, EmbeddingGemmaPrompt.SentenceSimilarity);
        await using var target = OutputTarget.Open(settings.Output, streams);
        var inputs = await source.ReadAllAsync(MostTexts, cancellationToken);
        if (inputs.Count < 2)
            throw new UsageException(inputs.Count == 0 ? "There is no text, but at least two are compared." : "There is one text, but at least two are compared.");

        var texts = await model.EmbedAsync(inputs, prompt, cancellationToken);
        var results = ResultWriter<int>.Create(Layout(texts), settings.Format, target, streams);
        var truncation = new TruncationNote();
        for (var i = 0; i < texts.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            truncation.Count(texts[i].Tokens);
            results.Add(i);
        }

        await results.CompleteAsync(cancellationToken);
        await target.CommitAsync(cancellationToken);
        truncation.Write(streams, settings, model.Directory.MaxTokens);
        return ExitCodes.Success;
    }

    private static ResultLayout<int> Layout(IReadOnlyList<EmbeddedText> texts) => new()
    {
        Columns = [new("#", IsNumber: true), new("text"), .. texts.Select((_, i) => new Column(NumberOf(i), IsNumber: true))],
        Rows = row => [[NumberOf(row), texts[row].Input.Text, .. Scores(texts, row).Select(score => score.ToString("F4", CultureInfo.InvariantCulture))]],
        WriteJson = (writer, row) => WriteJson(writer, texts[row], Scores(texts, row)),
    };

    private static IEnumerable<float> Scores(IReadOnlyList<EmbeddedText> texts, int row) =>
        texts.Select(text => Cosine.Of(texts[row].Vector.Span, text.Vector.Span));

    private static void WriteJson(Utf8JsonWriter writer, EmbeddedText text, IEnumerable<float> scores)
    {
        writer.WriteStartObject();
        writer.WriteText("text", text.Input.Text);
        writer.WriteText("prompt", text.Tokens.Prompt);
        writer.WriteStartArray("similarity");
        foreach (var score in scores)
            writer.WriteNumberValue(score);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string NumberOf(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);
}
