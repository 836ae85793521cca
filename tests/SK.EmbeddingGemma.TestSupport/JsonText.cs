using System.Globalization;
using System.Text;

namespace SK.EmbeddingGemma.TestSupport;

/// <summary>Reads JSON strings with lone surrogates, which System.Text.Json refuses to turn into a <see cref="string"/>.</summary>
public static class JsonText
{
    /// <summary>Returns the text of a JSON string that is given raw, with its quotes.</summary>
    public static string Unescape(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 1; i < raw.Length - 1; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            if (raw[i] == 'u')
            {
                text.Append((char)ushort.Parse(raw.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                text.Append(raw[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var other => other });
            }
        }

        return text.ToString();
    }
}
