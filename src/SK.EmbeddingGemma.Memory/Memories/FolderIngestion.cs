using System.Threading.Channels;
using SK.EmbeddingGemma.Ingestion;

namespace SK.EmbeddingGemma.Memories;

/// <summary>
/// One ingestion of a folder: files are read and divided ahead of the embedding, which takes the parts of many files at once, and one batch
/// is stored while the next is embedded. Used once.
/// </summary>
internal sealed class FolderIngestion(string root, IngestionOptions options, OpenMemory memory, MemoryEmbedder embedder, IProgress<IngestionProgress>? progress)
{
    /// <summary>The parts that are embedded at once: enough to fill the model's packs, few enough to see progress.</summary>
    private const int BatchChunks = 128;

    /// <summary>The files that may be read ahead.</summary>
    private const int ReadAhead = 64;

    private readonly List<SkippedFile> _skipped = [];
    private List<FileOutcome> _batch = [];
    private int _batchChunks;
    private EmbeddedFiles? _embedding;
    private int _done;
    private int _found;
    private int _stored;
    private int _unchanged;
    private int _forgotten;
    private int _chunks;

    /// <summary>Runs the ingestion.</summary>
    public async Task<IngestionResult> RunAsync(CancellationToken cancellationToken)
    {
        var folder = new FolderFiles(root, options);
        var files = folder.List(cancellationToken);
        _found = files.Count;
        var known = await memory.Collection.ListAsync(root, cancellationToken).ConfigureAwait(false);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var channel = Channel.CreateBounded<FileOutcome>(new BoundedChannelOptions(ReadAhead) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => new FolderReading(root, options, memory, known).WriteAsync(files, channel.Writer, ending.Token), CancellationToken.None);
        try
        {
            await foreach (var file in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                await TakeAsync(file, ending.Token, cancellationToken).ConfigureAwait(false);
            await EmbedBatchAsync(ending.Token, cancellationToken).ConfigureAwait(false);
            await StoreAsync(_embedding, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // its failure came through the channel
            await ((Task?)_embedding?.Vectors ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // another failure ended the run
        }

        await ForgetVanishedAsync(files, known, folder.Unreadable, cancellationToken).ConfigureAwait(false);
        return new() { Stored = _stored, Unchanged = _unchanged, Forgotten = _forgotten, Chunks = _chunks, Skipped = _skipped };
    }

    private async Task TakeAsync(FileOutcome file, CancellationToken ending, CancellationToken cancellationToken)
    {
        if (file.Document is { } document)
        {
            _batch.Add(file);
            _batchChunks += document.Chunks.Count;
            if (_batchChunks >= BatchChunks)
                await EmbedBatchAsync(ending, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (file.Skip is { } reason)
        {
            _skipped.Add(new(file.Source, reason));
            if (reason != SkipReason.Unreadable && file.Stored is { } stored) // what cannot be read now may be readable again
                await ForgetAsync(stored, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            _unchanged++;
        }

        Report(file.Source);
    }

    /// <summary>Sends the batch off, and stores the one before it meanwhile.</summary>
    private async Task EmbedBatchAsync(CancellationToken ending, CancellationToken cancellationToken)
    {
        if (_batch.Count == 0)
            return;
        var next = new EmbeddedFiles(_batch, embedder.EmbedAsync(_batch.ConvertAll(file => file.Document!), ending));
        (_batch, _batchChunks) = ([], 0);
        (var before, _embedding) = (_embedding, next);
        await StoreAsync(before, cancellationToken).ConfigureAwait(false);
    }

    private async Task StoreAsync(EmbeddedFiles? embedded, CancellationToken cancellationToken)
    {
        if (embedded is null)
            return;
        var vectors = await embedded.Vectors.ConfigureAwait(false);
        await memory.Collection.StoreAsync([.. embedded.Files.Select((file, i) => (file.Document!, vectors[i], file.Stored?.Count ?? 0))], cancellationToken).ConfigureAwait(false);
        foreach (var file in embedded.Files)
        {
            _stored++;
            _chunks += file.Document!.Chunks.Count;
            Report(file.Source);
        }
    }

    private async Task ForgetVanishedAsync(
        List<string> files, Dictionary<string, StoredDocument> known, List<string> unreadable, CancellationToken cancellationToken)
    {
        var there = files.ToHashSet(StringComparer.Ordinal);
        foreach (var (source, stored) in known)
        {
            if (!there.Contains(source) && !unreadable.Exists(folder => source.StartsWith(folder + "/", StringComparison.Ordinal)))
                await ForgetAsync(stored, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ForgetAsync(StoredDocument stored, CancellationToken cancellationToken)
    {
        await memory.Collection.DeleteAsync(stored, cancellationToken).ConfigureAwait(false);
        _forgotten++;
    }

    private void Report(string source) => progress?.Report(new(source, ++_done, _found, _chunks));
}
