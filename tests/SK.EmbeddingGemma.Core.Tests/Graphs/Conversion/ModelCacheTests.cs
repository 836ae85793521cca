using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Graphs;

public sealed class ModelCacheTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(EmbeddingGemmaPrecision.Float32)]
    [InlineData(EmbeddingGemmaPrecision.Int8)]
    [InlineData(EmbeddingGemmaPrecision.Int4)]
    public void Open_SecondTime_ConvertsNothing(EmbeddingGemmaPrecision precision)
    {
        using var folder = new CacheFolder();
        var (first, reports) = folder.Open(precision);
        var files = CacheFolder.Files(first);

        var (second, later) = folder.Open(precision);

        Assert.Equal(first, second);
        Assert.NotEmpty(reports);
        Assert.Empty(later);
        Assert.Equal(["embeddings", "graph.onnx", "graph.weights", "model.json"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(files, CacheFolder.Files(second));
    }

    [Fact]
    public void Open_EachPrecision_HasAFolderOfItsOwn()
    {
        using var folder = new CacheFolder();
        Assert.EndsWith($"-float32-v{ConversionKey.FormatVersion}", folder.Open(EmbeddingGemmaPrecision.Float32).Folder, StringComparison.Ordinal);
        Assert.EndsWith($"-int8-v{ConversionKey.FormatVersion}", folder.Open(EmbeddingGemmaPrecision.Int8).Folder, StringComparison.Ordinal);
        Assert.EndsWith($"-int4-v{ConversionKey.FormatVersion}", folder.Open(EmbeddingGemmaPrecision.Int4).Folder, StringComparison.Ordinal);
        Assert.Equal(3, folder.Folders.Length);
    }

    [Theory]
    [InlineData(EmbeddingGemmaPrecision.Float32)]
    [InlineData(EmbeddingGemmaPrecision.Int8)]
    [InlineData(EmbeddingGemmaPrecision.Int4)]
    public void Open_SameModelElsewhere_GivesTheSameBytesUnderTheSameName(EmbeddingGemmaPrecision precision)
    {
        using var folder = new CacheFolder();
        using var other = new CacheFolder();
        var (one, _) = folder.Open(precision);
        var (two, _) = other.Open(precision);

        Assert.Equal(Path.GetFileName(one), Path.GetFileName(two));
        Assert.Equal(CacheFolder.Files(one), CacheFolder.Files(two));
    }

    [Theory]
    [InlineData(EmbeddingGemmaPrecision.Int8)]
    [InlineData(EmbeddingGemmaPrecision.Int4)]
    public void Open_Progress_GoesFromNothingToAllInFewSteps(EmbeddingGemmaPrecision precision)
    {
        using var folder = new CacheFolder();
        var (_, reports) = folder.Open(precision);

        Assert.InRange(reports.Count, 3, 101);
        Assert.Equal(0, reports[0].Fraction);
        Assert.Equal(1, reports[^1].Fraction);
        Assert.Equal(reports.Count, reports.Select(report => report.BytesDone).Distinct().Count());
        Assert.Equal(reports.Select(report => report.BytesDone).Order(), reports.Select(report => report.BytesDone));
        Assert.Single(reports.Select(report => report.BytesTotal).Distinct());
    }

    [Fact]
    public void Open_DamagedFile_ConvertsAgain()
    {
        using var folder = new CacheFolder();
        var (converted, _) = folder.Open();
        var files = CacheFolder.Files(converted);
        foreach (var path in files.Keys.Select(file => Path.Combine(converted, file)))
        {
            foreach (var damage in new Func<byte[], byte[]?>[] { bytes => null, bytes => bytes[..^1], bytes => [.. bytes, 32], bytes => new byte[bytes.Length] })
            {
                if (damage(File.ReadAllBytes(path)) is { } damaged)
                    File.WriteAllBytes(path, damaged);
                else
                    File.Delete(path);

                Assert.NotEmpty(folder.Open().Reports);
                Assert.Equal(files, CacheFolder.Files(converted));
                Assert.Equal([converted], folder.Folders);
            }
        }
    }

    [Fact]
    public void Open_OtherVersionInModelJson_ConvertsAgain()
    {
        using var folder = new CacheFolder();
        var (converted, _) = folder.Open();
        var path = Path.Combine(converted, "model.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace($"\"format\": {ConversionKey.FormatVersion}", "\"format\": 0", StringComparison.Ordinal));
        Assert.NotEmpty(folder.Open().Reports);
        Assert.Empty(folder.Open().Reports);
    }

    [Fact]
    public void Open_FileInTheFoldersPlace_SaysWhatToDo()
    {
        using var folder = new CacheFolder();
        var (converted, _) = folder.Open();
        Directory.Delete(converted, recursive: true);
        File.WriteAllText(converted, "in the way");

        var failure = Assert.Throws<IOException>(() => folder.Open());

        Assert.Contains(converted, failure.Message, StringComparison.Ordinal);
        Assert.Contains("EMBEDDINGGEMMA_CACHE", failure.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Folders);
    }

    [Fact]
    public async Task Open_ManyAtOnce_ConvertOnce()
    {
        using var folder = new CacheFolder();
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => folder.Open(), Cancellation)));
        Assert.Single(opened, result => result.Reports.Count > 0);
        Assert.Single(opened.Select(result => result.Folder).Distinct());
        Assert.Single(folder.Folders);
    }

    [Theory]
    [InlineData(EmbeddingGemmaPrecision.Int8)]
    [InlineData(EmbeddingGemmaPrecision.Int4)]
    public void Open_Cancelled_LeavesNothing(EmbeddingGemmaPrecision precision)
    {
        using var folder = new CacheFolder();
        using var source = new CancellationTokenSource();
        var exception = Assert.Throws<OperationCanceledException>(() => folder.Open(
            precision,
            onReport: report =>
            {
                Assert.Single(folder.Folders);
                if (report.Fraction > 0)
                    source.Cancel();
            },
            cancellationToken: source.Token));

        Assert.Equal(source.Token, exception.CancellationToken);
        Assert.Empty(folder.Folders);
        Assert.NotEmpty(folder.Open(precision).Reports);
    }

    [Fact]
    public async Task Open_CancelledWhileAnotherConverts_Throws()
    {
        using var folder = new CacheFolder();
        using var source = new CancellationTokenSource();
        var (converted, _) = folder.Open();
        Directory.Delete(converted, recursive: true);
        using (FileLock.Take(converted + ".lock", Cancellation))
        {
            var waiting = Task.Run(() => folder.Open(cancellationToken: source.Token), Cancellation);
            await source.CancelAsync();
            Assert.Equal(source.Token, (await Assert.ThrowsAsync<OperationCanceledException>(() => waiting)).CancellationToken);
        }

        Assert.Empty(folder.Folders);
    }

    [Fact]
    public void Open_ReportThatThrows_LeavesNothing()
    {
        using var folder = new CacheFolder();
        Assert.Throws<TimeZoneNotFoundException>(() => folder.Open(onReport: report => throw new TimeZoneNotFoundException("mine")));
        Assert.Empty(folder.Folders);
    }

    [Fact]
    public void Open_LeftByAnInterruptedConversion_IsRemovedUnlessItsLockIsHeld()
    {
        using var folder = new CacheFolder();
        var (converted, _) = folder.Open();
        var own = converted + ".0123456789abcdef0123456789abcdef.tmp";
        var dead = Path.Combine(folder.Path, "0000000000000000-int8-v1.0123456789abcdef0123456789abcdef.tmp");
        var alive = Path.Combine(folder.Path, "1111111111111111-int8-v1.0123456789abcdef0123456789abcdef.tmp");
        var foreign = Path.Combine(folder.Path, "holiday-pictures.tmp");
        foreach (var left in new[] { own, dead, alive, foreign })
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(left).FullName, "graph.weights"), "half");
        Directory.Delete(converted, recursive: true);

        using (FileLock.Take(Path.Combine(folder.Path, "1111111111111111-int8-v1.lock"), Cancellation))
            folder.Open();

        Assert.Equal(new[] { alive, converted, foreign }.Order(StringComparer.Ordinal), folder.Folders);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_SourceChangedWhileConverting_IsRefused(bool byRename)
    {
        if (OperatingSystem.IsWindows())
            return; // a file in use can neither be written nor replaced there

        using var folder = new CacheFolder();
        var other = new ModelDirectoryBuilder { Seed = 99 }.Transformer().ToArray();
        var failure = Assert.Throws<IOException>(() => folder.Open(onReport: report =>
        {
            if (report.Fraction > 0 && byRename)
                ReplaceByRename(folder.Weights, other);
            else if (report.Fraction > 0)
                Overwrite(folder.Weights, other);
        }));

        Assert.Contains("Load", failure.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Folders);
    }

    [Fact]
    public void Open_WeightsThatDifferInOneNumber_AreAnotherModel()
    {
        using var folder = new CacheFolder();
        var (before, _) = folder.Open();
        ChangeUnsampledNumber(folder.Weights);
        var (after, reports) = folder.Open();
        Assert.NotEqual(before, after);
        Assert.NotEmpty(reports);
    }

    [Fact]
    public void Open_SourceUnchangedForLong_IsNotReadAgain()
    {
        using var folder = new CacheFolder();
        Age(folder.ModelPath);
        var (before, _) = folder.Open();

        ChangeUnsampledNumber(folder.Weights);
        Age(folder.ModelPath); // now only reading all of it would tell
        Assert.Equal(before, folder.Open().Folder);

        File.SetLastWriteTimeUtc(folder.Weights, new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.NotEqual(before, folder.Open().Folder);
    }

    [Fact]
    public void Open_OtherWeightsWithTheSameTimeAndLength_AreAnotherModel()
    {
        using var folder = new CacheFolder();
        Age(folder.ModelPath);
        var (before, _) = folder.Open();
        File.WriteAllBytes(folder.Weights, new ModelDirectoryBuilder { Seed = 99 }.Transformer().ToArray());
        Age(folder.ModelPath);
        Assert.NotEqual(before, folder.Open().Folder);
    }

    [Fact]
    public void Open_WhatIsRememberedDamaged_IsComputedAgain()
    {
        using var folder = new CacheFolder();
        Age(folder.ModelPath);
        var (before, _) = folder.Open();
        var memory = Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "sources")));
        var text = File.ReadAllText(memory);
        foreach (var damaged in new[] { "", text[..100], text.Replace(text[65..^1], new string('/', 64), StringComparison.Ordinal), text + "\n" })
        {
            File.WriteAllText(memory, damaged);
            Assert.Equal(before, folder.Open().Folder);
            Assert.Equal(text, File.ReadAllText(memory));
        }
    }

    // Changes here change what is written, so that what an earlier version wrote must not be used: then raise ConversionKey.FormatVersion.
    [Fact]
    public void Open_Format_IsThatOfItsVersion()
    {
        using var folder = new CacheFolder();
        var (floats, bytes) = (CacheFolder.Files(folder.Open(EmbeddingGemmaPrecision.Float32).Folder), CacheFolder.Files(folder.Open(EmbeddingGemmaPrecision.Int8).Folder));
        var halves = CacheFolder.Files(folder.Open(EmbeddingGemmaPrecision.Int4).Folder);
        Assert.Equal(
            (4, "93a2650017d13a5e", "122944", "1048576", "d12365545db5e7d5", "188480", "327680"),
            (ConversionKey.FormatVersion, Hash(floats), Length(floats, "graph.weights"), Length(floats, "embeddings"), Hash(bytes), Length(bytes, "graph.weights"), Length(bytes, "embeddings")));
        Assert.Equal(("e656b6d416433356", "188480", "212992"), (Hash(halves), Length(halves, "graph.weights"), Length(halves, "embeddings")));

        static string Hash(SortedDictionary<string, string> files) => files["graph.onnx"].Split(' ')[1][..16];
        static string Length(SortedDictionary<string, string> files, string name) => files[name].Split(' ')[0];
    }

    private static void ChangeUnsampledNumber(string path) => Overwrite(path, [1], 100_000); // the beginning and the middle are sampled

    private static void Overwrite(string path, byte[] bytes, long offset = 0)
    {
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete });
        file.Position = offset;
        file.Write(bytes);
    }

    private static void ReplaceByRename(string path, byte[] bytes)
    {
        File.WriteAllBytes(path + ".new", bytes);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static void Age(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
    }
}
