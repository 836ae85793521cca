using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.Memories;

namespace SK.EmbeddingGemma;

/// <summary>Remembers texts and folders of files, and recalls what is relevant to a question, in any vector store.</summary>
/// <remarks>
/// <para>Thread-safe as far as store and generator are; two ingestions of one folder at the same time do the work twice. It owns neither of them.</para>
/// <para>Texts are embedded with the document prompt and their titles, questions with the query prompt, whether or not the store is decorated: the store is handed vectors.</para>
/// <para>One collection holds one vector space. One that was made with another model is refused, with a <see cref="VectorSpaceMismatchException"/>, by the first call.</para>
/// </remarks>
public sealed class TextMemory : IDisposable
{
    /// <summary>How many more texts are looked at than returned, where they are to differ.</summary>
    private const int CandidatesPerChoice = 4;

    private const int LeastCandidates = 20;

    private readonly VectorStore _store;
    private readonly IEmbeddingGenerator<string, Embedding<float>> _generator;
    private readonly TextMemoryOptions _options;
    private readonly double? _floor;
    private readonly MemoryEmbedder _embedder;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile OpenMemory? _open;
    private object? _calibrated; // a boxed double: written whole

    /// <summary>Creates a memory; nothing is opened before the first call.</summary>
    /// <param name="store">Where to keep texts and vectors.</param>
    /// <param name="generator">What embeds them: an <see cref="EmbeddingGemmaGenerator"/> with whatever stages around it.</param>
    /// <param name="options">The settings; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="store"/> or <paramref name="generator"/> is <see langword="null"/>.</exception>
    public TextMemory(VectorStore store, IEmbeddingGenerator<string, Embedding<float>> generator, TextMemoryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(generator);
        _store = store;
        _generator = generator;
        options ??= new();
        _options = new() { CollectionName = options.CollectionName, Chunking = options.Chunking };
        _floor = options.RelevanceFloor;
        _embedder = new(generator);
    }

    /// <summary>Remembers a text. The same text of the same source is remembered once; a long one is divided.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Where it comes from, to forget by and to recall from; <see langword="null"/> for nowhere in particular.</param>
    /// <param name="title">Its title, which the model is told; <see langword="null"/> where it has none.</param>
    /// <param name="tags">Its tags; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The key to forget it by.</returns>
    /// <exception cref="ArgumentException"><paramref name="text"/> is <see langword="null"/>, empty or white space.</exception>
    /// <exception cref="VectorSpaceMismatchException">The collection was made with another model.</exception>
    public async Task<string> RememberAsync(
        string text, string? source = null, string? title = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        var open = await OpenAsync(cancellationToken).ConfigureAwait(false);
        List<string> known = [.. tags ?? []];
        var document = new MemoryDocument
        {
            Key = MemoryHash.KeyOf(["told", source, text]),
            Source = source,
            Root = null,
            Hash = MemoryHash.Of([text, title, open.Chunker.Settings, open.Space, .. known]),
            Tags = known,
            Chunks = [.. open.Chunker.Split(text, TextKind.Markdown, title)],
        };
        var stored = await open.Collection.FindAsync(document.Key, cancellationToken).ConfigureAwait(false);
        if (stored?.Hash != document.Hash)
        {
            var vectors = await _embedder.EmbedAsync([document], cancellationToken).ConfigureAwait(false);
            await open.Collection.StoreAsync([(document, vectors[0], stored?.Count ?? 0)], cancellationToken).ConfigureAwait(false);
        }

        return document.Key;
    }

    /// <summary>Brings the memory of a folder up to date: remembers files that are new or changed, and forgets those that are gone.</summary>
    /// <param name="path">The folder. What is remembered of other folders, and what was told, stays.</param>
    /// <param name="options">Which files to take; <see langword="null"/> for the defaults.</param>
    /// <param name="progress">Told after each file, and not from several threads at once.</param>
    /// <param name="cancellationToken">Ends the call. The next one goes on where it was.</param>
    /// <remarks>Text, Markdown, source code, HTML and PDF are read. A file is stored in one step, so that a run that was killed leaves no half ones.</remarks>
    /// <exception cref="ArgumentException"><paramref name="path"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="VectorSpaceMismatchException">The collection was made with another model.</exception>
    public async Task<IngestionResult> IngestFolderAsync(
        string path, IngestionOptions? options = null, IProgress<IngestionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!Directory.Exists(root))
            throw new DirectoryNotFoundException($"There is no folder '{root}': give the path of one.");
        var open = await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await new FolderIngestion(root, options ?? new(), open, _embedder, progress).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns what is relevant to a question, the most relevant first; nothing where nothing is. Scores are cosines whatever texts are ranked by.</summary>
    /// <param name="query">The question, or what else is looked for.</param>
    /// <param name="options">How much to return of what; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException"><paramref name="query"/> is <see langword="null"/>, empty or white space.</exception>
    /// <exception cref="NotSupportedException">Words are to count, but the store offers no hybrid search.</exception>
    /// <exception cref="VectorSpaceMismatchException">The collection was made with another model.</exception>
    public async Task<IReadOnlyList<RecalledText>> RecallAsync(string query, RecallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(query);
        options ??= new();
        var (top, diversity) = (options.Top, options.Diversity);
        var open = await OpenAsync(cancellationToken).ConfigureAwait(false);
        var floor = options.RelevanceFloor ?? (options.Ranking is RecallRanking.Meaning ? await FloorAsync(cancellationToken).ConfigureAwait(false) : -1);
        var vector = await _embedder.EmbedQueryAsync(query, cancellationToken).ConfigureAwait(false);
        var candidates = diversity > 0 ? Math.Max(LeastCandidates, (int)Math.Min(int.MaxValue, (long)top * CandidatesPerChoice)) : top;
        var found = await open.Collection.SearchAsync((query, vector), candidates, options, diversity > 0, cancellationToken).ConfigureAwait(false);
        found.RemoveAll(text => text.Text.Score < floor);
        return [.. (diversity > 0 ? MarginalRelevance.Choose(found, top, diversity) : found).Select(text => text.Text)];
    }

    /// <summary>Forgets a remembered text or file.</summary>
    /// <param name="key">The key, from <see cref="RememberAsync"/> or a <see cref="RecalledText"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether there was such a text.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is <see langword="null"/> or empty.</exception>
    public async Task<bool> ForgetAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var open = await OpenAsync(cancellationToken).ConfigureAwait(false);
        if (await open.Collection.FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } document)
            return false;
        await open.Collection.DeleteAsync(document, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Forgets all texts and files of a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is <see langword="null"/>.</exception>
    public async Task<int> ForgetSourceAsync(string source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var open = await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await open.Collection.DeleteSourceAsync(source, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Releases what the memory itself holds; store and generator stay the caller's.</summary>
    public void Dispose() => _opening.Dispose();

    /// <summary>Opens the memory, and creates its collection where it is missing.</summary>
    /// <exception cref="VectorSpaceMismatchException">The collection was made with another model.</exception>
    internal async Task<OpenMemory> OpenAsync(CancellationToken cancellationToken)
    {
        if (_open is { } open)
            return open;
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _open ??= await OpenMemory.OpenAsync(_store, _generator, _options, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<double> FloorAsync(CancellationToken cancellationToken)
    {
        if (_floor is { } chosen)
            return chosen;
        if (Volatile.Read(ref _calibrated) is double known)
            return known;
        var floor = RelevanceCalibration.Find(_generator.GetService<EmbeddingGemmaSpace>())
            ?? await RelevanceCalibration.EstimateAsync(_embedder, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _calibrated, floor);
        return floor;
    }
}
