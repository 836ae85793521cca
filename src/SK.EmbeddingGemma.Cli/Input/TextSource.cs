namespace SK.EmbeddingGemma.Cli;

/// <summary>Where a command's texts come from: its arguments, a file, or standard input.</summary>
internal sealed class TextSource
{
    private readonly IReadOnlyList<string> _arguments;
    private readonly LineBatches? _lines;

    private TextSource(IReadOnlyList<string> arguments, LineBatches? lines) => (_arguments, _lines) = (arguments, lines);

    /// <summary>Opens the source.</summary>
    /// <param name="arguments">The texts on the command line; may be empty.</param>
    /// <param name="settings">Says what to read instead.</param>
    /// <param name="streams">The standard streams.</param>
    /// <exception cref="UsageException">There are texts in two places, or in none while a person would have to type them.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static TextSource Open(IReadOnlyList<string> arguments, CommonSettings settings, StandardStreams streams)
    {
        if (arguments.Count > 0)
        {
            return settings.Input is null
                ? new(arguments, lines: null)
                : throw new UsageException("There are texts on the command line and --input: give one of the two.");
        }

        if (settings.Input is null && streams.IsInputTerminal)
            throw new UsageException("There is no text: give it on the command line, with --input FILE, or by a pipe (--input - reads what you type).");

        return new([], Lines(settings.Input ?? "-", settings.Format == OutputFormat.JsonLines, streams));
    }

    /// <summary>Returns the lines of a file or, for <c>-</c>, of standard input.</summary>
    /// <param name="path">The file, or <c>-</c>.</param>
    /// <param name="json">Whether lines are JSON whatever the file's name is.</param>
    /// <param name="streams">The standard streams.</param>
    public static LineBatches Lines(string path, bool json, StandardStreams streams)
    {
        if (path is "-")
            return new(streams.Input, new LineParser(json ? LineFormat.Json : LineFormat.Text, "standard input"), "standard input", fills: false);

        if (Directory.Exists(path))
            throw new UsageException($"{path} is a folder: give a file.");
        var file = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0 });
        var format = json || path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase)
            ? LineFormat.Json
            : LineFormat.Text;
        return new(file, new LineParser(format, path), path, fills: file.CanSeek);
    }

    /// <summary>Reads the texts, in order, once.</summary>
    /// <exception cref="InvalidDataException">A line is not what it should be.</exception>
    public IAsyncEnumerable<TextBatch> ReadAsync(CancellationToken cancellationToken) =>
        _lines?.ReadAsync(cancellationToken) ?? TextBatch.Split(_arguments.Select(text => new InputText(text))).ToAsyncEnumerable();

    /// <summary>Reads all texts at once.</summary>
    /// <exception cref="InvalidDataException">A line is not what it should be, or there are more than the limit.</exception>
    public async Task<List<InputText>> ReadAllAsync(int limit, CancellationToken cancellationToken)
    {
        var texts = new List<InputText>();
        await foreach (var batch in ReadAsync(cancellationToken))
        {
            texts.AddRange(batch.Texts);
            if (texts.Count > limit)
                throw new InvalidDataException($"There are more than {limit} texts, which is the most that this command takes.");
        }

        return texts;
    }
}
