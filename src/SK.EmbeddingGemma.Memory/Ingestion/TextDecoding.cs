using System.Text;

namespace SK.EmbeddingGemma.Ingestion;

/// <summary>Turns the bytes of a file into text.</summary>
internal static class TextDecoding
{
    private static readonly (byte[] Mark, Encoding Encoding)[] Marked =
    [
        // UTF-32's mark begins as that of UTF-16
        ([0xFF, 0xFE, 0, 0], new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true)),
        ([0, 0, 0xFE, 0xFF], new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true)),
        ([0xEF, 0xBB, 0xBF], new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true)),
        ([0xFF, 0xFE], new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true)),
        ([0xFE, 0xFF], new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true)),
    ];

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns the text in the encoding that a byte order mark names, else in UTF-8; <see langword="null"/> where the bytes are no text.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        var (encoding, skipped) = (Utf8 as Encoding, 0);
        foreach (var (mark, marked) in Marked)
        {
            if (bytes.StartsWith(mark))
            {
                (encoding, skipped) = (marked, mark.Length);
                break;
            }
        }

        try
        {
            var text = encoding.GetString(bytes[skipped..]);
            return text.Contains('\0', StringComparison.Ordinal) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null; // not that encoding, so no text as far as anybody can tell
        }
    }
}
