using System.Globalization;
using Spectre.Console;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Writes a table for people, as wide as their terminal. Each flush is a table of its own.</summary>
internal sealed class TerminalTableWriter<T>(ResultLayout<T> layout, OutputTarget target, StandardStreams streams) : ResultWriter<T>
{
    /// <summary>The most of a text that is shown, in UTF-16 units: a few lines of a terminal.</summary>
    private const int LongestCell = 240;

    private static readonly Style HeaderStyle = new(decoration: Spectre.Console.Decoration.Bold);

    private readonly List<string[]> _rows = [];

    public override void Add(T result) => _rows.AddRange(layout.Rows(result));

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_rows.Count == 0)
            return;

        var table = new Table().RoundedBorder().BorderStyle(new Style(Color.Grey));
        foreach (var column in layout.Columns)
            table.AddColumn(new TableColumn(new Text(column.Name, HeaderStyle)) { Alignment = column.IsNumber ? Justify.Right : Justify.Left });
        foreach (var row in _rows)
            table.AddRow(row.Select(cell => new Text(CellText.Escape(Shorten(cell)))));
        _rows.Clear();
        await target.WriteAsync(StandardStreams.Utf8.GetBytes(Render(table)), cancellationToken);
    }

    private static string Shorten(string cell) => cell.Length > LongestCell ? CellText.Snippet(cell, LongestCell) : cell;

    private string Render(Table table)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = streams.HasColors ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = streams.HasColors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = streams.Width;
        console.Profile.Capabilities.Unicode = true;
        console.Write(table);
        return text.ToString();
    }
}
