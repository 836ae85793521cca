namespace SK.EmbeddingGemma.Models;

public sealed class DownloadRemovalTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Remove_Download_LeavesNothingOfItAndSaysWhatWasFreed(bool usesLinks)
    {
        await using var setup = new DownloadSetup { UsesLinks = usesLinks };
        await setup.EnsureAsync();
        Assert.Equal(setup.Hub.Files.Sum(file => (long)file.Value.Length), DownloadRemoval.Remove(setup.Manifest, setup.Cache));
        Assert.False(Directory.Exists(setup.CopyFolder));
        Assert.Equal(0, DownloadRemoval.Remove(setup.Manifest, setup.Cache));
    }

    [Fact]
    public async Task Remove_BlobsOfAnotherRevision_AreKept()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        await using var setup = new DownloadSetup();
        await setup.EnsureAsync();
        var other = Path.Combine(setup.CopyFolder, "snapshots", FakeHub.OriginalRevision);
        Directory.CreateDirectory(other);
        var link = new FileInfo(Path.Combine(setup.CopySnapshot, "config.json")).LinkTarget!;
        File.CreateSymbolicLink(Path.Combine(other, "config.json"), link);

        DownloadRemoval.Remove(setup.Manifest, setup.Cache);

        Assert.Equal(setup.Hub.Files["config.json"], await File.ReadAllBytesAsync(Path.Combine(other, "config.json"), TestContext.Current.CancellationToken));
        Assert.Single(Directory.EnumerateFiles(Path.Combine(setup.CopyFolder, "blobs")));
        Assert.False(Directory.Exists(setup.CopySnapshot));
    }

    [Fact]
    public async Task Of_ChangedFile_IsFoundByItsHash()
    {
        await using var setup = new DownloadSetup { UsesLinks = false };
        var folder = await setup.EnsureAsync();
        Assert.All(FileVerification.Of(setup.Manifest, folder, TestContext.Current.CancellationToken), file => Assert.Null(file.Fault));
        var path = Path.Combine(folder, "model.safetensors");
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[12345] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(folder, "config.json"));

        var faults = FileVerification.Of(setup.Manifest, folder, TestContext.Current.CancellationToken).ToDictionary(file => file.Path, file => file.Fault, StringComparer.Ordinal);
        Assert.Equal(("missing", null), (faults["config.json"], faults["1_Pooling/config.json"]));
        Assert.StartsWith("damaged", faults["model.safetensors"], StringComparison.Ordinal);
    }
}
