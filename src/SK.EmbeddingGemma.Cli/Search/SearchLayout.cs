using System.Globalization;
using System.Text.Json;

namespace SK.EmbeddingGemma.Cli;

/// <summary>What hits look like.</summary>
internal static class SearchLayout
{
    private const int SnippetLength = 160;

    /// <summary>Returns the layout.</summary>
    /// <param name="withQuery">Whether to repeat the query beside each hit, as where there are several.</param>
    public static ResultLayout<RankedHit> Create(bool withQuery) => new()
    {
        Columns =
        [
            .. withQuery ? [new Column("query")] : Array.Empty<Column>(),
            new("rank", IsNumber: true), new("score", IsNumber: true), new("document"), new("text"),
        ],
        Rows = hit => [Row(hit, withQuery)],
        WriteJson = WriteJson,
    };

    private static string[] Row(RankedHit hit, bool withQuery) =>
    [
        .. withQuery ? [hit.Query] : Array.Empty<string>(),
        hit.Rank.ToString(CultureInfo.InvariantCulture),
        hit.Hit.Score.ToString("F4", CultureInfo.InvariantCulture),
        NameOf(hit.Hit.Document),
        hit.Hit.Document.Path is null ? hit.Hit.Document.Text : CellText.Snippet(hit.Hit.Document.Text, SnippetLength),
    ];

    // A file's path is its title; a line has its number, and maybe a title.
    private static string NameOf(InputText document) =>
        document.Path ?? string.Create(CultureInfo.InvariantCulture, $"line {document.Line}{(document.Title is null ? "" : ": ")}{document.Title}");

    private static void WriteJson(Utf8JsonWriter writer, RankedHit hit)
    {
        var document = hit.Hit.Document;
        writer.WriteStartObject();
        writer.WriteText("query", hit.Query);
        writer.WriteNumber("rank", hit.Rank);
        writer.WriteNumber("score", hit.Hit.Score);
        WriteOptional(writer, "title", document.Title);
        WriteOptional(writer, "file", document.Path);
        if (document.Line is { } line)
            writer.WriteNumber("line", line);
        else
            writer.WriteNull("line");
        if (document.Path is null)
            writer.WriteText("text", document.Text);
        else
            writer.WriteText("snippet", CellText.Snippet(document.Text, SnippetLength));
        if (hit.Hit.TruncatedFrom is { } count)
            writer.WriteNumber("truncatedFrom", count);
        else
            writer.WriteNull("truncatedFrom");
        writer.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is null)
            writer.WriteNull(name);
        else
            writer.WriteText(name, text);
    }
}
