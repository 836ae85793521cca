using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace SK.EmbeddingGemma.Ingestion;

/// <summary>Reads what a visitor of an HTML page would see, with its headings as those of Markdown. Loads nothing and runs nothing.</summary>
internal static class HtmlText
{
    /// <summary>Reads a page whose text is decoded.</summary>
    public static ExtractedText Read(string html)
    {
        using var document = new HtmlParser().ParseDocument(html);
        return Read(document);
    }

    /// <summary>Reads a page in the encoding that it declares.</summary>
    public static ExtractedText Read(byte[] html)
    {
        using var bytes = new MemoryStream(html, writable: false);
        using var document = new HtmlParser().ParseDocument(bytes);
        return Read(document);
    }

    private static ExtractedText Read(IDocument document)
    {
        var writer = new VisibleText();
        if (document.Body is { } body)
            writer.Add(body);
        var title = document.Title?.Trim();
        return new(writer.ToString(), TextKind.Markdown, string.IsNullOrEmpty(title) ? null : title);
    }
}
