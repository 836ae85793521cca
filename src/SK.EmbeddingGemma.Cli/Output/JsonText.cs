using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SK.EmbeddingGemma.Cli;

/// <summary>
/// JSON strings that keep every UTF-16 unit. System.Text.Json neither reads nor writes lone surrogates, which are a defined
/// input of a model and come in JSON as escapes.
/// </summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> Backslash = SearchValues.Create("\\"u8);

    /// <summary>Returns the text of a string token.</summary>
    /// <param name="raw">What is between the quotes: valid JSON by syntax. Bytes that are no UTF-8 are read as U+FFFD.</param>
    public static string Decode(ReadOnlySpan<byte> raw)
    {
        var next = raw.IndexOfAny(Backslash);
        if (next < 0)
            return StandardStreams.Utf8.GetString(raw);

        var text = new StringBuilder(raw.Length);
        for (; next >= 0; next = raw.IndexOfAny(Backslash))
        {
            text.Append(StandardStreams.Utf8.GetString(raw[..next]));
            raw = raw[(next + 1)..];
            if (raw[0] == 'u')
            {
                text.Append((char)ushort.Parse(raw.Slice(1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                raw = raw[5..];
            }
            else
            {
                text.Append(raw[0] switch { (byte)'n' => '\n', (byte)'t' => '\t', (byte)'r' => '\r', (byte)'b' => '\b', (byte)'f' => '\f', var other => (char)other });
                raw = raw[1..];
            }
        }

        return text.Append(StandardStreams.Utf8.GetString(raw)).ToString();
    }

    /// <summary>Writes a property with a text.</summary>
    public static void WriteText(this Utf8JsonWriter writer, string name, string text)
    {
        writer.WritePropertyName(name);
        writer.WriteTextValue(text);
    }

    /// <summary>Writes a text: lone surrogates and whatever could end a line become escapes, all else is as it is.</summary>
    public static void WriteTextValue(this Utf8JsonWriter writer, string text)
    {
        var token = new StringBuilder(text.Length + 2).Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                token.Append(text, i++, 2);
            else
                Append(token, text[i]);
        }

        writer.WriteRawValue(token.Append('"').ToString(), skipInputValidation: true);
    }

    private static void Append(StringBuilder token, char character)
    {
        if (character is '"' or '\\')
            token.Append('\\').Append(character);
        else if (char.IsControl(character) || char.IsSurrogate(character) || character is '\u2028' or '\u2029')
            token.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        else
            token.Append(character);
    }
}
