using System.Globalization;

namespace SK.EmbeddingGemma.Cli;

/// <summary>What texts that were recalled from a store look like.</summary>
internal static class RecallLayout
{
    private const int SnippetLength = 160;

    /// <summary>Gets the layout.</summary>
    public static ResultLayout<RankedText> Layout { get; } = new()
    {
        Columns = [new("rank", IsNumber: true), new("score", IsNumber: true), new("source"), new("title"), new("text")],
        Rows = hit =>
        [
            [
                hit.Rank.ToString(CultureInfo.InvariantCulture), hit.Text.Score.ToString("F4", CultureInfo.InvariantCulture), hit.Text.Source ?? "", hit.Text.Title ?? "",
                CellText.Snippet(hit.Text.Text, SnippetLength),
            ],
        ],
        WriteJson = (writer, hit) =>
        {
            writer.WriteStartObject();
            writer.WriteText("query", hit.Query);
            writer.WriteNumber("rank", hit.Rank);
            writer.WriteNumber("score", hit.Text.Score);
            writer.WriteText("source", hit.Text.Source ?? "");
            writer.WriteText("title", hit.Text.Title ?? "");
            writer.WriteNumber("start", hit.Text.Start);
            if (hit.Text.Page is { } page)
                writer.WriteNumber("page", page);
            else
                writer.WriteNull("page");
            writer.WriteText("text", hit.Text.Text);
            writer.WriteEndObject();
        },
    };
}
