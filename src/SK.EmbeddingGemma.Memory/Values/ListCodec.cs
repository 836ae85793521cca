using System.Buffers;
using System.Collections;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SK.EmbeddingGemma.Values;

/// <summary>The codec of arrays and lists: a JSON array of the elements' stored forms.</summary>
internal sealed class ListCodec(ScalarCodec element, Func<IReadOnlyList<object?>, object> make) : ColumnCodec($"{element.Name}[]", ValueKind.List, "TEXT")
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Gets the codec of the elements.</summary>
    public ScalarCodec Element { get; } = element;

    /// <inheritdoc/>
    public override object Encode(object value) => Write(Forms(value));

    /// <summary>Gives the stored forms of the elements, for databases that have arrays.</summary>
    public IEnumerable<object?> Forms(object value) => ((IEnumerable)value).Cast<object?>().Select(item => item is null ? null : Element.Encode(item));

    /// <summary>Gives the value of what <see cref="Forms"/> gave.</summary>
    public object Make(IEnumerable<object?> forms) => make([.. forms.Select(form => form is null ? null : Element.Decode(form))]);

    /// <inheritdoc/>
    public override object Decode(object stored)
    {
        using var document = JsonDocument.Parse((string)stored);
        return Make(document.RootElement.EnumerateArray().Select(Read));
    }

    /// <summary>Writes stored forms as a JSON array.</summary>
    public static string Write(IEnumerable<object?> forms)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            writer.WriteStartArray();
            foreach (var form in forms)
                WriteForm(writer, form);
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteForm(Utf8JsonWriter writer, object? form)
    {
        switch (form)
        {
            case null:
                writer.WriteNullValue();
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number when double.IsInfinity(number):
                writer.WriteRawValue(number > 0 ? "9e999" : "-9e999", skipInputValidation: true);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            default:
                writer.WriteStringValue((string)form);
                break;
        }
    }

    private object? Read(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => item.GetString(),
        _ when Element.Kind == ValueKind.Real => (object)item.GetDouble(),
        _ => (object)item.GetInt64(),
    };
}
