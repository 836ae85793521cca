using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Generation;

/// <summary>What becomes of downloaded weights when they are converted.</summary>
public sealed class DownloadedWeightsTests : IAsyncDisposable
{
    private readonly ModelOnHub _hub = new();

    private string Snapshot => _hub.Setup.CopySnapshot;

    private string[] Weights => [.. Directory.EnumerateFiles(_hub.Setup.CopyFolder, "*", SearchOption.AllDirectories).Where(file => file.EndsWith(".safetensors", StringComparison.Ordinal))];

    private int WeightRequests => _hub.Setup.Hub.Requests.Count(request => request.Path.Contains(".safetensors", StringComparison.Ordinal));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Generate_Converted_RunsOnWithoutItsWeights(bool usesLinks)
    {
        _hub.Setup.UsesLinks = usesLinks;
        var expected = await Generators.Tiny().VectorAsync("a");
        string fingerprint;
        using (var first = Create())
        {
            Assert.Equal(expected, await first.VectorAsync("a"));
            fingerprint = FingerprintOf(first);
        }

        Assert.Empty(Weights);
        Assert.DoesNotContain(BlobsOfWeights(), File.Exists);
        var requests = _hub.Setup.Hub.Requests.Count;
        using var second = Create(options => options.AllowDownload = false);
        Assert.True(second.IsPresent);
        Assert.Equal(fingerprint, FingerprintOf(second));
        Assert.NotNull(second.GetService(typeof(EmbeddingGemmaTokenizer)));
        Assert.Equal(expected, await second.VectorAsync("a"));
        Assert.Equal(requests, _hub.Setup.Hub.Requests.Count);
    }

    [Fact]
    public async Task Generate_OpenedBefore_ComputesTheSameSpace()
    {
        using (var whole = Create(options => options.KeepDownload = true))
        {
            await whole.VectorAsync("a");
            var expected = FingerprintOf(whole);
            Directory.Delete(_hub.Converted, recursive: true);
            using var converting = Create();
            await converting.VectorAsync("a");
            Assert.Empty(Weights);
            using var released = Create();
            Assert.Equal(expected, FingerprintOf(released));
        }
    }

    [Fact]
    public async Task Generate_KeepDownload_KeepsThem()
    {
        using var generator = Create(options => options.KeepDownload = true);
        await generator.VectorAsync("a");
        Assert.NotEmpty(Weights);
        Assert.NotNull(ModelSnapshot.TryFind(_hub.Setup.Manifest, _hub.Setup.Cache));
    }

    [Fact]
    public async Task Generate_OtherPrecision_DownloadsTheWeightsAloneAgain()
    {
        using (var float32 = Create())
            await float32.VectorAsync("a");
        var count = _hub.Setup.Hub.Requests.Count;
        var weights = WeightRequests;
        using (var int8 = Create(options => options.Precision = EmbeddingGemmaPrecision.Int8))
        {
            Assert.False(int8.IsPresent);
            await int8.VectorAsync("a");
        }

        Assert.Equal(_hub.Setup.Hub.Requests.Count - count, WeightRequests - weights);
        Assert.NotEqual(weights, WeightRequests);
        Assert.Empty(Weights);
        count = _hub.Setup.Hub.Requests.Count;
        using (var float32 = Create())
            await float32.VectorAsync("a");
        using (var int8 = Create(options => options.Precision = EmbeddingGemmaPrecision.Int8))
            await int8.VectorAsync("a");
        Assert.Equal(count, _hub.Setup.Hub.Requests.Count);
    }

    [Fact]
    public async Task Generate_OtherPrecisionWithoutDownload_SaysWhatToDo()
    {
        using (var float32 = Create())
            await float32.VectorAsync("a");
        using var int8 = Create(options => (options.Precision, options.AllowDownload) = (EmbeddingGemmaPrecision.Int8, false));
        var fault = await Assert.ThrowsAsync<FileNotFoundException>(() => int8.VectorAsync("a"));
        Assert.All(["removed after another conversion", "embeddinggemma download", "KeepDownload"], part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Generate_ConvertedModelIsGone_DownloadsAgain()
    {
        using (var first = Create())
            await first.VectorAsync("a");
        Directory.Delete(_hub.Converted, recursive: true);
        var weights = WeightRequests;
        using var second = Create();
        Assert.Equal(await Generators.Tiny().VectorAsync("a"), await second.VectorAsync("a"));
        Assert.NotEqual(weights, WeightRequests);
    }

    [Theory]
    [InlineData("ref")]
    [InlineData("file")]
    [InlineData("time")]
    public async Task Generate_OthersUseThem_KeepsThem(string sign)
    {
        await _hub.Setup.EnsureAsync();
        switch (sign)
        {
            case "ref":
                var refs = Directory.CreateDirectory(Path.Combine(_hub.Setup.CopyFolder, "refs")).FullName;
                await File.WriteAllTextAsync(Path.Combine(refs, "main"), FakeHub.CopyRevision, TestContext.Current.CancellationToken);
                break;
            case "file":
                await File.WriteAllTextAsync(Path.Combine(Snapshot, "README.md"), "fetched by another", TestContext.Current.CancellationToken);
                break;
            default:
                File.SetLastWriteTimeUtc(BlobsOfWeights()[0], new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)); // another has fetched it again
                break;
        }

        using var generator = Create();
        await generator.VectorAsync("a");
        Assert.NotEmpty(Weights);
        Assert.NotNull(ModelSnapshot.TryFind(_hub.Setup.Manifest, _hub.Setup.Cache));
    }

    [Fact]
    public async Task Generate_AnotherHasFetchedThem_KeepsThem()
    {
        foreach (var (path, bytes) in _hub.Setup.Hub.Files)
        {
            var file = Path.Combine(Snapshot, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        }

        using var generator = Create();
        await generator.VectorAsync("a");
        Assert.NotEmpty(Weights);
        Assert.Empty(_hub.Setup.Hub.Requests);
    }

    [Fact]
    public async Task Generate_SharedWithAnotherSnapshot_KeepsTheBytes()
    {
        await _hub.Setup.EnsureAsync();
        var blob = BlobsOfWeights()[0];
        var other = Directory.CreateDirectory(Path.Combine(_hub.Setup.CopyFolder, "snapshots", "other")).FullName;
        File.CreateSymbolicLink(Path.Combine(other, "model.safetensors"), blob);
        using var generator = Create();
        await generator.VectorAsync("a");
        Assert.False(File.Exists(Path.Combine(Snapshot, "model.safetensors")));
        Assert.True(File.Exists(blob));
    }

    [Fact]
    public async Task Generate_RemovedWhileOpen_FindsWhatTheOtherConverted()
    {
        using var early = Create();
        await _hub.Setup.EnsureAsync();
        Assert.NotNull(early.GetService(typeof(EmbeddingGemmaTokenizer))); // its files are open, with the weights
        using (var other = Create())
            await other.VectorAsync("a");
        Assert.Empty(Weights);
        Assert.Equal(await Generators.Tiny().VectorAsync("a"), await early.VectorAsync("a"));
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private static string FingerprintOf(EmbeddingGemmaGenerator generator) => Assert.IsType<EmbeddingGemmaSpace>(generator.GetService(typeof(EmbeddingGemmaSpace))).Fingerprint;

    private List<string> BlobsOfWeights() =>
        [.. _hub.Setup.Hub.Files.Where(file => file.Key.EndsWith(".safetensors", StringComparison.Ordinal)).Select(file => Path.Combine(_hub.Setup.CopyFolder, "blobs", FakeHub.TagOf(file.Value)))];

    private EmbeddingGemmaGenerator Create(Action<EmbeddingGemmaOptions>? configure = null)
    {
        var options = _hub.Configure(new());
        configure?.Invoke(options);
        return new EmbeddingGemmaGenerator(options);
    }
}
