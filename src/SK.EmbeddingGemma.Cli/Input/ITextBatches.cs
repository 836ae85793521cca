namespace SK.EmbeddingGemma.Cli;

/// <summary>Texts that come in batches: the lines of a stream, or the files of a folder.</summary>
internal interface ITextBatches
{
    /// <summary>Reads the texts, in order, once.</summary>
    IAsyncEnumerable<TextBatch> ReadAsync(CancellationToken cancellationToken);
}
