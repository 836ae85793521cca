using System.Text.Json;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Makes texts of lines. Immutable.</summary>
/// <param name="format">What lines are.</param>
/// <param name="source">Where they come from, for messages.</param>
internal sealed class LineParser(LineFormat format, string source)
{
    /// <summary>Returns the text of a line, or <see langword="null"/> where it is blank.</summary>
    /// <param name="line">The line's bytes, without its end.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <exception cref="InvalidDataException">The line is not what it should be; the message names it and has nothing of it.</exception>
    public InputText? Parse(ReadOnlySpan<byte> line, long number)
    {
        if (format == LineFormat.Json)
            return line.Trim(" \t\r"u8).IsEmpty ? null : ParseJson(line, number);

        var text = StandardStreams.Utf8.GetString(line);
        return string.IsNullOrWhiteSpace(text) ? null : new(text) { Line = number };
    }

    private InputText ParseJson(ReadOnlySpan<byte> line, long number)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            var text = reader.TokenType switch
            {
                JsonTokenType.String => new InputText(JsonText.Decode(reader.ValueSpan)),
                JsonTokenType.StartObject => ParseObject(ref reader, number),
                var other => throw Fault(number, $"is JSON of kind {other}, but must be a string or an object with \"text\""),
            };
            if (reader.Read())
                throw Fault(number, "has more than one JSON value");

            return text with { Line = number };
        }
        catch (JsonException failure)
        {
            throw Fault(number, $"is not valid JSON at byte {failure.BytePositionInLine ?? 0}: write \"text\" in quotes, or {{\"text\": \"…\"}}", failure);
        }
    }

    // Properties of other names are left alone: what embed writes is then also what it reads.
    private InputText ParseObject(ref Utf8JsonReader reader, long number)
    {
        string? text = null, prompt = null, title = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Decode(reader.ValueSpan);
            reader.Read();
            switch (name)
            {
                case "text":
                    text = ReadString(ref reader, name, number);
                    break;
                case "prompt":
                    prompt = ReadString(ref reader, name, number);
                    break;
                case "title":
                    title = ReadString(ref reader, name, number);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new(text ?? throw Fault(number, "is an object without \"text\"")) { Prompt = prompt, Title = title };
    }

    private string? ReadString(ref Utf8JsonReader reader, string property, long number) => reader.TokenType switch
    {
        JsonTokenType.String => JsonText.Decode(reader.ValueSpan),
        JsonTokenType.Null => null,
        var other => throw Fault(number, $"has \"{property}\" of kind {other}, but it must be a string"),
    };

    private InvalidDataException Fault(long number, string fault, Exception? cause = null) => new($"Line {number} of {source} {fault}.", cause);
}
