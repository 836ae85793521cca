using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SK.EmbeddingGemma.Data;

/// <summary>A line of a file of examples.</summary>
internal readonly struct ExampleLine
{
    private static readonly JsonWriterOptions Layout = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonElement _root;
    private readonly string _path;
    private readonly int _number;

    /// <exception cref="InvalidDataException">It is no object.</exception>
    public ExampleLine(JsonElement root, string path, int number)
    {
        (_root, _path, _number) = (root, path, number);
        if (root.ValueKind != JsonValueKind.Object)
            throw Fault("is no JSON object.");
    }

    /// <summary>Gets whether it is a text with a label.</summary>
    public bool IsLabelled => _root.TryGetProperty("label", out _);

    /// <summary>Returns a text that must be there and not be blank.</summary>
    public string Required(string key) => Optional(key) is { } text && !string.IsNullOrWhiteSpace(text) ? text : throw Fault($"has no text '{key}': an example has query and positive, or text and label.");

    /// <summary>Returns a text, or <see langword="null"/>.</summary>
    public string? Optional(string key)
    {
        if (!_root.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => Text(key, value),
            JsonValueKind.Number => value.GetRawText(), // labels may be numbers
            _ => throw Fault($"has a '{key}' that is no text."),
        };
    }

    /// <summary>Returns a list of texts; empty where there is none.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        if (!_root.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
            return [];
        var texts = new List<string>();
        foreach (var item in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : throw Fault($"has '{key}' that is no list of texts."))
            texts.Add(item.ValueKind == JsonValueKind.String ? Text(key, item) : throw Fault($"has '{key}' with an entry that is no text."));
        return texts;
    }

    /// <summary>Writes a pair as a line of its own.</summary>
    public static void Write(IBufferWriter<byte> output, string query, string positive, IEnumerable<string> negatives, string? group, string? title)
    {
        using (var writer = new Utf8JsonWriter(output, Layout))
        {
            writer.WriteStartObject();
            writer.WriteString("query", query);
            writer.WriteString("positive", positive);
            writer.WriteStartArray("negatives");
            foreach (var negative in negatives)
                writer.WriteStringValue(negative);
            writer.WriteEndArray();
            if (group is not null)
                writer.WriteString("group", group);
            if (title is not null)
                writer.WriteString("title", title);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private string Text(string key, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException fault)
        {
            throw new InvalidDataException(Fault($"has a '{key}' with half a surrogate pair, which is no text.").Message, fault);
        }
    }

    private InvalidDataException Fault(string problem) => new($"{_path}, line {_number}: it {problem}");
}
