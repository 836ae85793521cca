using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Ingestion;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Memories;

public sealed class FolderIngestionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly InMemoryVectorStore _store = new();
    private readonly PromptRecorder _generator = new(NanoModel.Generator);
    private readonly TextMemory _memory;

    public FolderIngestionTests() => _memory = new(_store, _generator);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _memory.Dispose();
        _generator.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task IngestFolderAsync_MixedFolder_StoresReportsAndRecalls()
    {
        _folder.Write("notes/sort.md", "# Sorting\n\nQuicksort divides an array around a pivot.");
        _folder.Write("code/reader.py", "def read_csv(path):\n    return open(path).read()\n");
        _folder.Write("paper.pdf", FileTextTests.Pdf("The first page.", "A page about binary search trees."));
        _folder.Write("image.png", [0x89, 0x50, 0, 1]);
        _folder.Write("broken.pdf", "%PDF-1.7 nothing");
        List<IngestionProgress> reports = [];
        var result = await _memory.IngestFolderAsync(_folder.Path, progress: new Immediate(reports.Add), cancellationToken: Cancel);

        Assert.Equal((3, 0, 0), (result.Stored, result.Unchanged, result.Forgotten));
        Assert.Equal([new("broken.pdf", SkipReason.Damaged), new("image.png", SkipReason.Binary)], result.Skipped);
        Assert.Equal(5, reports[^1].FilesDone);
        Assert.All(reports, report => Assert.Equal(5, report.FilesFound));
        Assert.Equal(result.Chunks, reports[^1].ChunksStored);
        Assert.Equal("code/reader.py", (await _memory.RecallAsync("python read csv file", cancellationToken: Cancel))[0].Source);
        var page = (await _memory.RecallAsync("binary search trees", new() { Source = "paper.pdf", RelevanceFloor = -1 }, Cancel))[0];
        Assert.NotNull(page.Page);
        Assert.Contains(_generator.Calls, call => (call.Prompt + call.Text).StartsWith("title: sort > Sorting | text: # Sorting", StringComparison.Ordinal));
    }

    [Fact]
    public async Task IngestFolderAsync_Again_DoesOnlyWhatChanged()
    {
        _folder.Write("a.txt", "alpha text");
        _folder.Write("b.txt", string.Join(' ', Enumerable.Repeat("beta words of a long text", 200)));
        var gone = _folder.Write("c.txt", "gamma text");
        await _memory.RememberAsync("told", cancellationToken: Cancel);
        await _memory.IngestFolderAsync(_folder.Path, cancellationToken: Cancel);
        _generator.Calls.Clear();

        var same = await _memory.IngestFolderAsync(_folder.Path + "/", cancellationToken: Cancel);
        Assert.Equal((0, 3, 0, 0), (same.Stored, same.Unchanged, same.Forgotten, same.Chunks));
        Assert.Empty(_generator.Calls);

        _folder.Write("b.txt", "beta is short now");
        File.Delete(gone);
        var changed = await _memory.IngestFolderAsync(_folder.Path, cancellationToken: Cancel);
        Assert.Equal((1, 1, 1, 1), (changed.Stored, changed.Unchanged, changed.Forgotten, changed.Chunks));
        var left = await _memory.RecallAsync("text", new() { Top = 100, RelevanceFloor = -1 }, Cancel);
        Assert.Equal(["alpha text", "beta is short now", "told"], left.Select(text => text.Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task IngestFolderAsync_AfterCancelledRun_GoesOn()
    {
        for (var i = 0; i < 12; i++)
            _folder.Write($"{i:D2}.txt", string.Join("\n\n", Enumerable.Range(0, 60).Select(p => $"File {i} paragraph {p} has some words in it that fill up a chunk or so.")));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new TextMemory(_store, _generator, new() { Chunking = new() { MaxTokens = 40, OverlapTokens = 0 } })
            .IngestFolderAsync(_folder.Path, progress: new Immediate(_ => ending.Cancel()), cancellationToken: ending.Token));

        var result = await new TextMemory(_store, _generator, new() { Chunking = new() { MaxTokens = 40, OverlapTokens = 0 } }).IngestFolderAsync(_folder.Path, cancellationToken: Cancel);
        Assert.InRange(result.Unchanged, 1, 11);
        Assert.Equal(12, result.Unchanged + result.Stored);
    }

    [Fact]
    public async Task IngestFolderAsync_TwoFolders_ForgetsOnlyItsOwn()
    {
        _folder.Write("one/a.txt", "first");
        _folder.Write("two/a.txt", "second");
        await _memory.IngestFolderAsync(_folder.PathOf("one"), cancellationToken: Cancel);
        await _memory.IngestFolderAsync(_folder.PathOf("two"), cancellationToken: Cancel);
        File.Delete(_folder.PathOf("two/a.txt"));
        Assert.Equal(1, (await _memory.IngestFolderAsync(_folder.PathOf("two"), cancellationToken: Cancel)).Forgotten);
        Assert.Equal("first", Assert.Single(await _memory.RecallAsync("x", new() { RelevanceFloor = -1 }, Cancel)).Text);
    }

    [Fact]
    public async Task IngestFolderAsync_GeneratorFails_ThrowsAndStoresNothingOfTheBatch()
    {
        _folder.Write("a.txt", "boom");
        _generator.BeforeText = text => throw new IOException("no model");
        await Assert.ThrowsAsync<IOException>(() => _memory.IngestFolderAsync(_folder.Path, cancellationToken: Cancel));
        _generator.BeforeText = null;
        Assert.Equal(1, (await _memory.IngestFolderAsync(_folder.Path, cancellationToken: Cancel)).Stored);
    }

    [Fact]
    public async Task IngestFolderAsync_SeveralBatches_StoresEachDocumentsOwnVectors()
    {
        for (var i = 0; i < 300; i++)
            _folder.Write($"{i:D3}.txt", $"note number {i}");
        var result = await _memory.IngestFolderAsync(_folder.Path, cancellationToken: Cancel);
        Assert.Equal((300, 300), (result.Stored, result.Chunks));
        var query = await NanoModel.Generator.GenerateVectorAsync("number", EmbeddingGemmaPrompt.Query.ToOptions(), Cancel);
        foreach (var i in new[] { 0, 127, 128, 255, 256, 299 })
        {
            var expected = await NanoModel.Generator.GenerateVectorAsync($"note number {i}", EmbeddingGemmaPrompt.Document($"{i:D3}").ToOptions(), Cancel);
            var recalled = await _memory.RecallAsync("number", new() { Source = $"{i:D3}.txt", RelevanceFloor = -1 }, Cancel);
            Assert.Equal(TensorPrimitives.CosineSimilarity(expected.Span, query.Span), Assert.Single(recalled).Score, 1e-4);
        }
    }

    [Fact]
    public async Task IngestFolderAsync_GeneratorFailsInALaterBatch_KeepsTheEarlierOnesAndThrows()
    {
        for (var i = 0; i < 300; i++)
            _folder.Write($"{i:D3}.txt", i == 299 ? "boom" : $"note number {i}");
        _generator.BeforeText = text => { if (text.EndsWith("boom", StringComparison.Ordinal)) throw new IOException("no model"); };
        await Assert.ThrowsAsync<IOException>(() => _memory.IngestFolderAsync(_folder.Path, cancellationToken: Cancel));
        _generator.BeforeText = null;
        var result = await _memory.IngestFolderAsync(_folder.Path, cancellationToken: Cancel);
        Assert.Equal((256, 44), (result.Unchanged, result.Stored));
    }

    [Fact]
    public async Task IngestFolderAsync_MissingFolder_Throws() =>
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => _memory.IngestFolderAsync(_folder.Path + "-none", cancellationToken: Cancel));

    private sealed class Immediate(Action<IngestionProgress> report) : IProgress<IngestionProgress>
    {
        public void Report(IngestionProgress value) => report(value);
    }
}
