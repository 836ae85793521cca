namespace SK.EmbeddingGemma.Cli;

/// <summary>Writes results in one format. Results are kept until the next <see cref="FlushAsync"/>.</summary>
internal abstract class ResultWriter<T>
{
    /// <summary>Returns the writer of a format.</summary>
    public static ResultWriter<T> Create(ResultLayout<T> layout, OutputFormat format, OutputTarget target, StandardStreams streams) => format switch
    {
        OutputFormat.Json => new JsonDocumentWriter<T>(layout, target),
        OutputFormat.JsonLines => new JsonLinesWriter<T>(layout, target),
        _ when target.IsTerminal => new TerminalTableWriter<T>(layout, target, streams),
        _ => new PlainTableWriter<T>(layout, target),
    };

    /// <summary>Adds a result.</summary>
    public abstract void Add(T result);

    /// <summary>Hands on what was added.</summary>
    public abstract Task FlushAsync(CancellationToken cancellationToken);

    /// <summary>Hands on what was added, and what belongs at the end.</summary>
    public virtual Task CompleteAsync(CancellationToken cancellationToken) => FlushAsync(cancellationToken);
}
