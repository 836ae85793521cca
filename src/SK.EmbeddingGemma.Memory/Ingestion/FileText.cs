using SK.EmbeddingGemma.Chunking;

namespace SK.EmbeddingGemma.Ingestion;

/// <summary>Reads the text of a file, whatever its format.</summary>
internal static class FileText
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="maxBytes">The longest file to read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<Extraction> ReadAsync(string path, long maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
            await using (file.ConfigureAwait(false))
            {
                if (!file.CanSeek)
                    return Extraction.Skipped(SkipReason.Unreadable); // a pipe or a device
                if (file.Length > maxBytes)
                    return Extraction.Skipped(SkipReason.TooLong);
                var bytes = new byte[file.Length];
                var length = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                return Extract(path, length == bytes.Length ? bytes : bytes[..length], cancellationToken);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Extraction.Skipped(SkipReason.Unreadable);
        }
    }

    private static Extraction Extract(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        if (bytes.AsSpan().StartsWith("%PDF-"u8) || path.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase))
            return PdfText.Read(bytes, cancellationToken);

        var text = TextDecoding.Decode(bytes);
        if (IsHtml(path))
        {
            // older pages declare another encoding, which their own parser knows
            return text is not null ? Extraction.Of(HtmlText.Read(text)) : bytes.Contains((byte)0) ? Extraction.Skipped(SkipReason.Binary) : Extraction.Of(HtmlText.Read(bytes));
        }

        return text is null ? Extraction.Skipped(SkipReason.Binary) : Extraction.Of(new(text, TextKinds.Of(path), Title: null));
    }

    private static bool IsHtml(string path) => Path.GetExtension(path).ToUpperInvariant() is ".HTML" or ".HTM" or ".XHTML";
}
