using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using SK.EmbeddingGemma.Generation;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>What happens where the cache cannot be written: its folder is a file here, which stops even an administrator.</summary>
public sealed class UnwritableCacheTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Open_NamedCache_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        var root = folder.Write("file", "x");
        foreach (var path in new[] { root, Path.Combine(root, "below") })
        {
            var failure = Assert.ThrowsAny<IOException>(() => Open(new(path, IsNamed: true), new FakeLogger()));
            Assert.Contains($"The folder {path}, which keeps converted models, cannot be written", failure.Message, StringComparison.Ordinal);
            Assert.Contains("CacheDirectory", failure.Message, StringComparison.Ordinal);
            Assert.Contains("EMBEDDINGGEMMA_CACHE", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_DefaultCache_ConvertsIntoATemporaryFolderAndSaysSo(bool hasHome)
    {
        using var folder = new TemporaryFolder();
        var logger = new FakeLogger();
        string used;
        using (var converted = Open(new(hasHome ? folder.Write("file", "x") : null, IsNamed: false), logger))
        {
            used = converted.Folder;
            Assert.StartsWith(Path.GetTempPath(), used, StringComparison.Ordinal);
            Assert.True(File.Exists(converted.GraphPath));
            using var table = converted.OpenTable();
            table.Read([5], new float[Generators.TinyWidth]);
        }

        Assert.False(Directory.Exists(used));
        var warning = Assert.Single(logger.Collector.GetSnapshot(), record => record.Level == LogLevel.Warning);
        Assert.Contains("EMBEDDINGGEMMA_CACHE", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GenerateAsync_CacheDirectory_IsUsedAndReported()
    {
        using var folder = new TemporaryFolder();
        var logs = new FakeLogCollector();
        var reports = new Reports();
        using (var generator = Generators.Tiny(options => (options.CacheDirectory, options.ConversionProgress) = (folder.Path, reports), logs))
            await generator.VectorAsync("a");
        Assert.NotEmpty(Directory.GetDirectories(folder.Path, "*-float32-*"));
        Assert.Equal(1, reports.Last);
        Assert.Equal(["Converting", "Converted", "Loaded"], logs.GetSnapshot().Where(record => record.Level == LogLevel.Information).Select(record => record.Message.Split(' ')[0]));

        reports.Last = -1;
        using (var generator = Generators.Tiny(options => (options.CacheDirectory, options.ConversionProgress) = (folder.Path, reports)))
            await generator.VectorAsync("a");
        Assert.Equal(-1, reports.Last);
    }

    private static ConvertedModel Open(CacheLocation location, FakeLogger logger) =>
        new ModelCache(location, logger).Open(ModelDirectory.Open(Generators.TinyFolder), EmbeddingGemmaPrecision.Int8, progress: null, Cancellation);

    private sealed class Reports : IProgress<EmbeddingGemmaConversionProgress>
    {
        public double Last { get; set; }

        public void Report(EmbeddingGemmaConversionProgress value) => Last = value.Fraction;
    }
}
