using System.Globalization;
using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Models;

public sealed class ModelDownloadTests
{
    [Fact]
    public async Task Ensure_NoToken_FetchesTheCopyInTheLayoutOfPython()
    {
        await using var setup = new DownloadSetup();
        var folder = await setup.EnsureAsync();

        Assert.Equal(setup.CopySnapshot, folder);
        setup.AssertWhole(folder);
        Assert.DoesNotContain(setup.Hub.Requests, request => request.Path.Contains("google", StringComparison.Ordinal));
        Assert.All(setup.Hub.Requests, request => Assert.Null(request.Authorization));
        var weights = FakeHub.TagOf(setup.Hub.Files["model.safetensors"]);
        var pooling = FakeHub.TagOf(setup.Hub.Files["1_Pooling/config.json"]);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal($"../../blobs/{weights}", new FileInfo(Path.Combine(folder, "model.safetensors")).LinkTarget);
            Assert.Equal($"../../../blobs/{pooling}", new FileInfo(Path.Combine(folder, "1_Pooling/config.json")).LinkTarget);
        }

        Assert.True(File.Exists(Path.Combine(setup.Cache.Folder, ".locks", "models--copy--tiny", weights + ".lock")));
        Assert.False(Directory.Exists(Path.Combine(setup.CopyFolder, "refs")));
    }

    [Fact]
    public async Task Ensure_Twice_AsksOnce()
    {
        await using var setup = new DownloadSetup();
        await setup.EnsureAsync();
        var count = setup.Hub.Requests.Count;
        Assert.Equal(setup.CopySnapshot, await setup.EnsureAsync());
        Assert.Equal(count, setup.Hub.Requests.Count);
    }

    [Fact]
    public async Task Ensure_Token_OpensTheOriginalAndGoesToTheHubAlone()
    {
        await using var setup = new DownloadSetup { ClientToken = DownloadSetup.Token };
        setup.Hub.OriginalToken = DownloadSetup.Token;
        var folder = await setup.EnsureAsync();

        Assert.StartsWith(setup.OriginalFolder, folder, StringComparison.Ordinal);
        setup.AssertWhole(folder);
        Assert.NotEmpty(setup.Hub.Fetches);
        Assert.All(setup.Hub.Requests, request => Assert.Equal(setup.Hub.IsHub(request) ? $"Bearer {DownloadSetup.Token}" : null, request.Authorization));
        setup.AssertNoSecret();
    }

    [Fact]
    public async Task Ensure_RedirectWithinTheHub_IsFollowedWithTheToken()
    {
        await using var setup = new DownloadSetup { ClientToken = DownloadSetup.Token };
        setup.Hub.OriginalToken = DownloadSetup.Token;
        setup.Hub.Intercept = request => request.Path.StartsWith("/google/tiny/", StringComparison.Ordinal)
            ? new HubReply(307).With("Location", request.Path.Replace("/google/tiny/", "/google/renamed/", StringComparison.Ordinal))
            : null;
        setup.AssertWhole(await setup.EnsureAsync());
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Ensure_OriginalRefuses_TakesTheCopy(int status)
    {
        await using var setup = new DownloadSetup { ClientToken = DownloadSetup.Token };
        setup.Hub.Intercept = request => request.Path.StartsWith("/google/", StringComparison.Ordinal) ? new HubReply(status) : null;
        Assert.Equal(setup.CopySnapshot, await setup.EnsureAsync());
        setup.AssertNoSecret();
        var warning = Assert.Single(setup.Logger.Collector.GetSnapshot(), record => record.Level == LogLevel.Warning);
        Assert.Contains(status.ToString(CultureInfo.InvariantCulture), warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ensure_Licence_IsLoggedBeforeTheFirstRequest()
    {
        await using var setup = new DownloadSetup();
        var logged = -1;
        setup.Hub.Intercept = _ =>
        {
            if (logged < 0)
                logged = setup.Logger.Collector.GetSnapshot().Count(record => record.Message == "Downloading tiny-model (300150 bytes) under the Licence of Tests, https://example.com/licence; this is done once.");
            return null;
        };
        await setup.EnsureAsync();
        Assert.Equal(1, logged);
    }

    [Fact]
    public async Task Ensure_Progress_RisesToTheTotal()
    {
        await using var setup = new DownloadSetup();
        await setup.EnsureAsync();
        Assert.All(setup.Reports, report => Assert.Equal(300_150, report.BytesTotal));
        Assert.Equal(setup.Reports.Select(report => report.BytesDone).Order(), setup.Reports.Select(report => report.BytesDone));
        Assert.Equal(new("model.safetensors", 300_150, 300_150), setup.Reports[^1]);
    }

    [Fact]
    public async Task Ensure_CutAtAnyByte_GoesOnFromThere()
    {
        var random = new Random(42);
        for (var run = 0; run < 50; run++)
        {
            await using var setup = new DownloadSetup();
            var cut = random.Next(300_000);
            var isCut = false;
            setup.Hub.Intercept = request =>
            {
                if (setup.Hub.IsHub(request) || isCut)
                    return null;
                isCut = true;
                return new HubReply(200) { Body = setup.Hub.Files["model.safetensors"], CutAfter = cut };
            };
            setup.AssertWhole(await setup.EnsureAsync());
            Assert.Equal(cut == 0 ? null : $"bytes={cut}-299999", setup.Hub.Fetches[^1].Range);
            Assert.Equal(2, setup.Hub.Fetches.Count);
        }
    }

    [Fact]
    public async Task Ensure_CutFiftyTimes_ComesToItsEnd()
    {
        await using var setup = new DownloadSetup();
        var random = new Random(43);
        var cuts = 0;
        setup.Hub.Intercept = request =>
        {
            if (setup.Hub.IsHub(request) || cuts++ >= 50)
                return null;
            var reply = HubReply.OfFile(setup.Hub.Files["model.safetensors"], request.Range);
            reply.CutAfter = random.Next(1, 5000);
            return reply;
        };
        setup.AssertWhole(await setup.EnsureAsync());
        Assert.Equal(51, setup.Hub.Fetches.Count);
    }

    [Fact]
    public async Task Ensure_Cancelled_KeepsWhatIsThereAndGoesOnWithIt()
    {
        await using var setup = new DownloadSetup();
        using var cancellation = new CancellationTokenSource();
        setup.Hub.Intercept = request => !setup.Hub.IsHub(request) ? new HubReply(200) { Body = setup.Hub.Files["model.safetensors"], StallAfter = 200_000 } : null;
        var ensuring = setup.EnsureAsync(cancellation.Token);
        var incomplete = Path.Combine(setup.CopyFolder, "blobs", FakeHub.TagOf(setup.Hub.Files["model.safetensors"]) + ".incomplete");
        while (!File.Exists(incomplete) || new FileInfo(incomplete).Length < 200_000)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ensuring);
        Assert.Null(ModelSnapshot.TryFind(setup.Manifest, setup.Cache));
        Assert.Equal(200_000, new FileInfo(incomplete).Length);

        setup.Hub.Intercept = null;
        setup.AssertWhole(await setup.EnsureAsync());
        Assert.Equal("bytes=200000-299999", setup.Hub.Fetches[^1].Range);
    }

    [Fact]
    public async Task Ensure_CancelledBefore_AsksNothing()
    {
        await using var setup = new DownloadSetup();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => setup.EnsureAsync(new CancellationToken(canceled: true)));
        Assert.Empty(setup.Hub.Requests);
    }

    [Fact]
    public async Task Ensure_TwoAtOnce_FetchOnce()
    {
        await using var setup = new DownloadSetup();
        var folders = await Task.WhenAll(Task.Run(() => setup.EnsureAsync()), Task.Run(() => setup.EnsureAsync()));
        Assert.All(folders, folder => Assert.Equal(setup.CopySnapshot, folder));
        setup.AssertWhole(setup.CopySnapshot);
        Assert.Single(setup.Hub.Fetches);
    }

    [Fact]
    public async Task Ensure_NoLinks_MovesTheFiles()
    {
        await using var setup = new DownloadSetup { UsesLinks = false };
        var folder = await setup.EnsureAsync();
        setup.AssertWhole(folder);
        Assert.Null(new FileInfo(Path.Combine(folder, "model.safetensors")).LinkTarget);
        Assert.Empty(Directory.GetFiles(Path.Combine(setup.CopyFolder, "blobs")));
    }

    [Fact]
    public async Task Ensure_OneFileMissing_FetchesOnlyThat()
    {
        await using var setup = new DownloadSetup();
        var folder = await setup.EnsureAsync();
        File.Delete(Path.Combine(folder, "config.json"));
        File.Delete(Path.Combine(setup.CopyFolder, "blobs", FakeHub.TagOf(setup.Hub.Files["config.json"])));
        var count = setup.Hub.Requests.Count;
        setup.AssertWhole(await setup.EnsureAsync());
        Assert.All(setup.Hub.Requests.Skip(count), request => Assert.EndsWith("/config.json", request.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ensure_BlobOfTheRightLengthButDamaged_IsFetchedAnew()
    {
        await using var setup = new DownloadSetup();
        var folder = await setup.EnsureAsync();
        var blob = Path.Combine(setup.CopyFolder, "blobs", FakeHub.TagOf(setup.Hub.Files["model.safetensors"]));
        File.WriteAllBytes(blob, new byte[300_000]);
        File.Delete(Path.Combine(folder, "model.safetensors"));
        setup.AssertWhole(await setup.EnsureAsync());
        Assert.Equal(2, setup.Hub.Fetches.Count);
    }

    [Fact]
    public async Task Ensure_Offline_AsksNothingAndNamesTheWaysOut()
    {
        await using var setup = new DownloadSetup { IsOffline = true };
        var fault = await setup.FailAsync<FileNotFoundException>();
        Assert.Empty(setup.Hub.Requests);
        AssertWaysOut(fault.Message);
        Assert.Contains("HF_HUB_OFFLINE", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ensure_NoNetwork_NamesTheWaysOut()
    {
        await using var setup = new DownloadSetup { Endpoint = new Uri("http://127.0.0.1:1") };
        var fault = await setup.FailAsync<IOException>();
        AssertWaysOut(fault.Message);
        Assert.Contains("127.0.0.1:1 cannot be reached", fault.Message, StringComparison.Ordinal);
    }

    private static void AssertWaysOut(string message)
    {
        foreach (var way in new[] { "embeddinggemma download tiny", "hf download copy/tiny", "HF_ENDPOINT", "EmbeddingGemmaModel.FromDirectory", "EmbeddingGemmaModel.Nano" })
            Assert.Contains(way, message, StringComparison.Ordinal);
    }
}
