namespace SK.EmbeddingGemma.Cli;

/// <summary>A memory in a file with the model that it is filled and asked with.</summary>
internal sealed class OpenedStore : IDisposable
{
    private readonly OpenedModel _model;
    private readonly SqliteVectorStore _store;

    private OpenedStore(OpenedModel model, SqliteVectorStore store, TextMemory memory)
    {
        _model = model;
        _store = store;
        Memory = memory;
    }

    /// <summary>Gets the memory.</summary>
    public TextMemory Memory { get; }

    /// <summary>Opens a store.</summary>
    public static OpenedStore Open(string path, int? chunkTokens, CommonSettings settings, StandardStreams streams)
    {
        var model = OpenedModel.Open(settings, streams);
        try
        {
            var chunking = chunkTokens is { } tokens ? new TextChunkerOptions { MaxTokens = tokens } : null;
            var generator = settings.Dimensions is { } dimensions ? model.Generator.WithDimensions(dimensions) : model.Generator;
            var store = new SqliteVectorStore(path);
            return new(model, store, new(store, generator, new() { Chunking = chunking }));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Memory.Dispose();
        _store.Dispose();
        _model.Dispose();
    }
}
