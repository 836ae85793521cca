using System.Threading.Channels;
using SK.EmbeddingGemma.Ingestion;

namespace SK.EmbeddingGemma.Memories;

/// <summary>Reads the files of a folder and divides the texts of those that changed.</summary>
internal sealed class FolderReading(string root, IngestionOptions options, OpenMemory memory, IReadOnlyDictionary<string, StoredDocument> known)
{
    private readonly List<string> _tags = [.. options.Tags];
    private readonly long _maxBytes = options.MaxFileBytes;

    /// <summary>Writes what comes of each file, in order, and completes the channel, with the failure if there is one.</summary>
    public async Task WriteAsync(IReadOnlyList<string> files, ChannelWriter<FileOutcome> writer, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var source in files)
                await writer.WriteAsync(await ReadAsync(source, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            writer.Complete();
        }
#pragma warning disable CA1031 // It is thrown where the channel is read.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            writer.Complete(failure);
        }
    }

    private async Task<FileOutcome> ReadAsync(string source, CancellationToken cancellationToken)
    {
        var stored = known.GetValueOrDefault(source);
        var extraction = await FileText.ReadAsync(Path.Combine(root, source), _maxBytes, cancellationToken).ConfigureAwait(false);
        if (extraction.Text is not { } text)
            return new(source, Document: null, extraction.Skip, stored);

        // Code belongs to its path, as the model learned it; other texts without a title of their own to their name.
        var title = text.Title ?? (text.Kind == TextKind.Code ? source : Path.GetFileNameWithoutExtension(source));
        var hash = MemoryHash.Of([text.Text, title, text.Kind.ToString(), memory.Chunker.Settings, memory.Space, .. _tags]);
        if (stored?.Hash == hash)
            return new(source, Document: null, Skip: null, stored);

        var document = new MemoryDocument
        {
            Key = MemoryHash.KeyOf(["file", root, source]),
            Source = source,
            Root = root,
            Hash = hash,
            Tags = _tags,
            Chunks = [.. memory.Chunker.Split(text.Text, text.Kind, title)],
            PageAt = text.PageAt,
        };
        return new(source, document, Skip: null, stored);
    }
}
