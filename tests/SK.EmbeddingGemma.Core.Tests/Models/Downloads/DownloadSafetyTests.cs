using System.Diagnostics;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Models;

/// <summary>Nothing is written outside of the cache, and what cannot be written is said.</summary>
public sealed class DownloadSafetyTests
{
    private const string ChildVariable = "EMBEDDINGGEMMA_TEST_LIMITED";

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("/evil")]
    [InlineData("a\\..\\evil")]
    [InlineData("C:/evil")]
    [InlineData("a//b")]
    [InlineData("./evil")]
    [InlineData("ev\0il")]
    public async Task Ensure_PathThatLeadsElsewhere_IsRefused(string path)
    {
        await using var setup = new DownloadSetup();
        setup.Hub.Files[path] = DownloadSetup.Bytes(4, 10);
        setup.Manifest = DownloadSetup.ManifestOf(setup.Hub.Files);
        await setup.FailAsync<InvalidDataException>();
        Assert.Empty(setup.Hub.Requests);
        Assert.False(Directory.Exists(setup.Cache.Folder));
    }

    [Theory]
    [InlineData("../../../evil")]
    [InlineData("/tmp/evil")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a b")]
    public async Task Ensure_TagThatIsNoName_IsReplacedByTheHash(string tag)
    {
        await using var setup = new DownloadSetup();
        setup.Hub.Intercept = request => setup.Hub.IsHub(request) && request.Path.EndsWith("/config.json", StringComparison.Ordinal)
            ? new HubReply(200) { Body = setup.Hub.Files[request.Path.Contains("1_Pooling", StringComparison.Ordinal) ? "1_Pooling/config.json" : "config.json"] }.With("ETag", $"\"{tag}\"")
            : null;
        var folder = await setup.EnsureAsync();
        setup.AssertWhole(folder);
        Assert.All(setup.Manifest.Files, file => Assert.True(File.Exists(Path.Combine(setup.CopyFolder, "blobs", file.Path.EndsWith("json", StringComparison.Ordinal) ? file.Sha256! : FakeHub.TagOf(setup.Hub.Files[file.Path])))));
        Assert.Equal([".locks", "models--copy--tiny"], Directory.GetFileSystemEntries(setup.Cache.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("snapshots/2222222222222222222222222222222222222222/1_Pooling")]
    [InlineData("snapshots/2222222222222222222222222222222222222222")]
    [InlineData("snapshots")]
    [InlineData("blobs")]
    public async Task Ensure_LinkOutOfTheCache_IsNotFollowed(string link)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        using var outside = new TemporaryFolder();
        await using var setup = new DownloadSetup();
        var place = Path.Combine(setup.CopyFolder, link);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        Directory.CreateSymbolicLink(place, outside.Path);
        var fault = await setup.FailAsync<IOException>();
        Assert.Contains($"{place} is a link", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(outside.Path));
    }

    [Fact]
    public async Task Ensure_FilesThatAreLinksOutOfTheCache_AreReplaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        using var outside = new TemporaryFolder();
        var victim = outside.Write("victim", "mine");
        await using var setup = new DownloadSetup();
        foreach (var place in new[] { Path.Combine(setup.CopyFolder, "blobs", FakeHub.TagOf(setup.Hub.Files["model.safetensors"]) + ".incomplete"), Path.Combine(setup.CopySnapshot, "model.safetensors") })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.CreateSymbolicLink(place, victim);
        }

        setup.AssertWhole(await setup.EnsureAsync());
        Assert.Equal("mine", File.ReadAllText(victim));
    }

    [Fact]
    public async Task Ensure_CacheThatCannotBeMade_NamesTheWayOut()
    {
        await using var setup = new DownloadSetup();
        Directory.CreateDirectory(Path.GetDirectoryName(setup.Cache.Folder)!);
        File.WriteAllText(setup.Cache.Folder, "a file");
        var fault = await setup.FailAsync<IOException>();
        Assert.Contains("cannot be written", fault.Message, StringComparison.Ordinal);
        Assert.Contains("HF_HUB_CACHE", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ensure_ReadOnlyCache_NamesTheWayOut()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Folders have no such mode there.");
            return;
        }

        Assert.SkipWhen(Environment.IsPrivilegedProcess, "The superuser writes everywhere.");
        await using var setup = new DownloadSetup();
        Directory.CreateDirectory(setup.Cache.Folder);
        File.SetUnixFileMode(setup.Cache.Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var fault = await setup.FailAsync<IOException>();
        File.SetUnixFileMode(setup.Cache.Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        Assert.Contains("HF_HUB_CACHE", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ensure_DiskFullMeanwhile_KeepsThePartAndSaysSo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no ulimit there.");
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("-c"); // 100 blocks of 1,024 bytes; the signal, ignored, becomes an error of the write
        start.ArgumentList.Add($"trap '' XFSZ; ulimit -f 100; exec '{Environment.ProcessPath}' {(Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? $"'{typeof(DownloadSafetyTests).Assembly.Location}'" : "")} -explicit only -method '*{nameof(Ensure_UnderALimit_FailsAndKeepsThePart)}'");
        start.Environment[ChildVariable] = "1";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // which needs a large file itself
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode == 0, await output + errors);
        Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", await output, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public async Task Ensure_UnderALimit_FailsAndKeepsThePart()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(ChildVariable) is null, "It runs in a process that may write only 100 kB, which another test starts.");
        await using var setup = new DownloadSetup();
        var fault = await setup.FailAsync<IOException>();
        Assert.Contains("could not be written, which takes 300000 bytes", fault.Message, StringComparison.Ordinal);
        Assert.Contains("HF_HUB_CACHE", fault.Message, StringComparison.Ordinal);
        var partial = Assert.Single(Directory.EnumerateFiles(setup.Cache.Folder, "*.incomplete", SearchOption.AllDirectories));
        Assert.True(setup.Hub.Files["model.safetensors"].AsSpan().StartsWith(File.ReadAllBytes(partial)));
    }
}
