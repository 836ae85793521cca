using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Shows the tokens of texts.</summary>
internal static class TokenizeCommand
{
    private const string Description = "Shows the tokens that the model would be fed: those of the prompt, if there is one, and of the text, between the two special ones.";

    private const string Details = """
        With --format jsonl a line is {"text": …, "prompt": …, "ids": […], "truncatedFrom": …, "tokens":
        […]}.

        Examples:
          embeddinggemma tokenize "hello world"
          embeddinggemma tokenize --prompt query --input questions.txt --format jsonl
        """;

    public static Command Create(StandardStreams streams)
    {
        var options = new CommonOptions();
        var texts = new Argument<string[]>("texts") { Description = "The texts. Left out: those of --input, or of standard input.", Arity = ArgumentArity.ZeroOrMore };
        var command = new DetailedCommand("tokenize", Description, Details) { texts };
        options.AddTexts(command);
        command.Add(options.CacheDirectory);
        options.AddBasics(command);
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetValue(texts) ?? [], CommonSettings.Read(options, parsed), streams, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string[] texts, CommonSettings settings, StandardStreams streams, CancellationToken cancellationToken)
    {
        var source = TextSource.Open(texts, settings, streams);
        using var model = OpenedModel.Open(settings, streams);
        var prompt = model.PromptFor(settings, fallback: null);
        await using var target = OutputTarget.Open(settings.Output, streams);
        var results = ResultWriter<TokenizedInput>.Create(Layout, settings.Format, target, streams);
        var truncation = new TruncationNote();
        var number = 0L;
        await foreach (var batch in source.ReadAsync(cancellationToken))
        {
            foreach (var input in batch.Texts)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var tokens = model.Tokenize(input, prompt);
                truncation.Count(tokens);
                results.Add(new(++number, input, tokens, TokenNames(model.Tokenizer, input, tokens)));
            }

            await results.FlushAsync(cancellationToken);
        }

        await results.CompleteAsync(cancellationToken);
        await target.CommitAsync(cancellationToken);
        truncation.Write(streams, settings, model.Directory.MaxTokens);
        return ExitCodes.Success;
    }

    // The vocabulary's own spelling, such as ▁world or <0x0A>, tells more than what tokens decode to.
    private static string[] TokenNames(EmbeddingGemmaTokenizer tokenizer, InputText input, PromptedTokens tokens)
    {
        var ids = tokens.Tokens.Ids.Span;
        var content = tokenizer.EncodeToTokens(tokens.Prompt + input.Text, out _);
        return
        [
            tokenizer.Decode([ids[0]]),
            .. content.Take(ids.Length - 2).Select(token => token.Value),
            tokenizer.Decode([ids[^1]]),
        ];
    }

    private static readonly ResultLayout<TokenizedInput> Layout = new()
    {
        Columns = [new("text", IsNumber: true), new("position", IsNumber: true), new("id", IsNumber: true), new("token")],
        Rows = text => text.Names.Select((name, i) => new[]
        {
            text.Number.ToString(CultureInfo.InvariantCulture),
            i.ToString(CultureInfo.InvariantCulture),
            text.Tokens.Tokens.Ids.Span[i].ToString(CultureInfo.InvariantCulture),
            name,
        }),
        WriteJson = WriteJson,
    };

    private static void WriteJson(Utf8JsonWriter writer, TokenizedInput text)
    {
        writer.WriteStartObject();
        writer.WriteTokens(text.Input, text.Tokens, withIds: true);
        writer.WriteStartArray("tokens");
        foreach (var name in text.Names)
            writer.WriteTextValue(name);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private sealed record TokenizedInput(long Number, InputText Input, PromptedTokens Tokens, IReadOnlyList<string> Names);
}
