using System.Text;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Writes a table for other programs: a line with the columns' names, then a line a row, cells apart by tabs, nothing cut.</summary>
internal sealed class PlainTableWriter<T>(ResultLayout<T> layout, OutputTarget target) : ResultWriter<T>
{
    private readonly StringBuilder _text = new StringBuilder().AppendJoin('\t', layout.Columns.Select(column => column.Name)).Append('\n');

    public override void Add(T result)
    {
        foreach (var row in layout.Rows(result))
            _text.AppendJoin('\t', row.Select(CellText.Escape)).Append('\n');
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await target.WriteAsync(StandardStreams.Utf8.GetBytes(_text.ToString()), cancellationToken);
        _text.Clear();
    }
}
