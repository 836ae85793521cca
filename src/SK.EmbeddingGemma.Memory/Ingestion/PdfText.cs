using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;
using UglyToad.PdfPig.Exceptions;

namespace SK.EmbeddingGemma.Ingestion;

/// <summary>Reads the text of a PDF document, page by page.</summary>
internal static class PdfText
{
    /// <summary>Reads a document.</summary>
    public static Extraction Read(byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            using var document = PdfDocument.Open(bytes);
            return Extraction.Of(Read(document, cancellationToken));
        }
        catch (PdfDocumentEncryptedException)
        {
            return Extraction.Skipped(SkipReason.Encrypted);
        }
#pragma warning disable CA1031 // Damaged documents fail anywhere in the reader, with whatever exception comes of it: each is one document less, and is reported.
        catch (Exception failure) when (failure is not OperationCanceledException and not OutOfMemoryException)
#pragma warning restore CA1031
        {
            return Extraction.Skipped(SkipReason.Damaged);
        }
    }

    private static ExtractedText Read(PdfDocument document, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        List<int> starts = [];
        foreach (var page in document.GetPages())
        {
            cancellationToken.ThrowIfCancellationRequested();
            starts.Add(text.Length);
            text.Append(ContentOrderTextExtractor.GetText(page, addDoubleNewline: true).Replace('\0', ' ')).Append("\n\n");
        }

        var title = document.Information.Title?.Trim();
        return new(text.ToString(), TextKind.Plain, string.IsNullOrEmpty(title) ? null : title) { PageStarts = starts };
    }
}
