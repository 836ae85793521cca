using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Writes the vectors of texts.</summary>
internal static class EmbedCommand
{
    private const string Description = "Turns texts into vectors.";

    private const string Details = """
        Without --prompt, --prompt-text or --title, texts are embedded as they are. Each text is written
        in the order it was read: with --format jsonl as {"text": …, "prompt": …, "truncatedFrom": …,
        "embedding": […]}, with --with-ids also "ids". "prompt" is what was put in front of the text;
        "truncatedFrom" is null, or the number of tokens of a text that was too long and was cut. The
        table shows how vectors begin; json and jsonl have them whole.

        With --format jsonl, or from a .jsonl file, input lines are "text" or {"text": …, "prompt": …,
        "title": …}. A line's "prompt" is used exactly as it is and wins; its "title" makes the text a
        document with that title.

        Examples:
          embeddinggemma embed "hello world" --format json
          embeddinggemma embed --prompt document --input notes.txt --format jsonl --output notes.jsonl
          echo '{"text": "It rained.", "title": "Monday"}' | embeddinggemma embed --format jsonl --with-ids
        """;

    private const int ValuesInTable = 4;

    private static readonly Option<bool> WithIds = new("--with-ids") { Description = "Writes the ids of all tokens that the model was fed, too." };

    public static Command Create(StandardStreams streams)
    {
        var options = new CommonOptions();
        var texts = new Argument<string[]>("texts") { Description = "The texts. Left out: those of --input, or of standard input.", Arity = ArgumentArity.ZeroOrMore };
        var command = new DetailedCommand("embed", Description, Details) { texts, WithIds };
        options.AddTexts(command);
        command.Add(options.Dimensions);
        options.AddComputing(command);
        options.AddBasics(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(texts) ?? [], CommonSettings.Read(options, parsed), parsed.GetValue(WithIds), streams, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string[] texts, CommonSettings settings, bool withIds, StandardStreams streams, CancellationToken cancellationToken)
    {
        var source = TextSource.Open(texts, settings, streams);
        using var model = OpenedModel.Open(settings, streams);
        var prompt = model.PromptFor(settings, fallback: null);
        await using var target = OutputTarget.Open(settings.Output, streams);
        var results = ResultWriter<EmbeddedText>.Create(Layout(withIds), settings.Format, target, streams);
        var truncation = new TruncationNote();
        await foreach (var batch in source.ReadAsync(cancellationToken))
        {
            foreach (var text in await model.EmbedAsync(batch.Texts, prompt, cancellationToken))
            {
                truncation.Count(text.Tokens);
                results.Add(text);
            }

            await results.FlushAsync(cancellationToken);
        }

        await results.CompleteAsync(cancellationToken);
        await target.CommitAsync(cancellationToken);
        truncation.Write(streams, settings, model.Directory.MaxTokens);
        return ExitCodes.Success;
    }

    private static ResultLayout<EmbeddedText> Layout(bool withIds) => new()
    {
        Columns = [new("text"), new("tokens", IsNumber: true), .. withIds ? [new Column("ids")] : Array.Empty<Column>(), new("dimensions", IsNumber: true), new("embedding")],
        Rows = text => [Row(text, withIds)],
        WriteJson = (writer, text) => WriteJson(writer, text, withIds),
    };

    private static string[] Row(EmbeddedText text, bool withIds)
    {
        var ids = text.Tokens.Tokens.Ids;
        var start = text.Vector.Span[..Math.Min(ValuesInTable, text.Vector.Length)].ToArray();
        return
        [
            text.Input.Text,
            ids.Length.ToString(CultureInfo.InvariantCulture),
            .. withIds ? [string.Join(' ', ids.ToArray())] : Array.Empty<string>(),
            text.Vector.Length.ToString(CultureInfo.InvariantCulture),
            string.Join(' ', start.Select(value => value.ToString("F4", CultureInfo.InvariantCulture))) + (start.Length < text.Vector.Length ? " …" : ""),
        ];
    }

    private static void WriteJson(Utf8JsonWriter writer, EmbeddedText text, bool withIds)
    {
        writer.WriteStartObject();
        writer.WriteTokens(text.Input, text.Tokens, withIds);
        writer.WriteStartArray("embedding");
        foreach (var value in text.Vector.Span)
            writer.WriteNumberValue(value); // the shortest digits that read back as the same float
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
