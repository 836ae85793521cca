using System.Globalization;
using System.Net;

namespace SK.EmbeddingGemma.Models;

public sealed class ModelDownloadFaultTests
{
    private const string Weights = "model.safetensors";

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Ensure_FailsForAWhile_IsTriedAgain(int status)
    {
        await using var setup = new DownloadSetup();
        var left = new Dictionary<string, int>();
        setup.Hub.Intercept = request =>
        {
            var key = $"{request.Port} {request.Method} {request.Path}";
            lock (left)
                return (left[key] = left.GetValueOrDefault(key, 3) - 1) > 0 ? new HubReply(status) : null;
        };
        setup.AssertWhole(await setup.EnsureAsync());
    }

    [Fact]
    public async Task Ensure_RetryAfter_IsWaitedFor()
    {
        await using var setup = new DownloadSetup();
        var refusals = 0;
        setup.Hub.Intercept = request => !setup.Hub.IsHub(request) && refusals++ == 0 ? new HubReply(429).With("Retry-After", "17") : null;
        setup.AssertWhole(await setup.EnsureAsync());
        Assert.Contains(TimeSpan.FromSeconds(17), setup.Time.Waits);
    }

    [Fact]
    public async Task Ensure_RetryAfterTooLong_FailsAtOnce()
    {
        await using var setup = new DownloadSetup();
        setup.Hub.Intercept = _ => new HubReply(429).With("Retry-After", "3600");
        var fault = await setup.FailAsync<IOException>();
        Assert.Contains("asks to wait 3600 seconds", fault.Message, StringComparison.Ordinal);
        Assert.Single(setup.Hub.Requests);
    }

    [Fact]
    public async Task Ensure_ServerFailsAlways_GivesUp()
    {
        await using var setup = new DownloadSetup();
        setup.Hub.Intercept = _ => new HubReply(502);
        var fault = await setup.FailAsync<IOException>();
        Assert.Contains("answered 502", fault.Message, StringComparison.Ordinal);
        Assert.Contains("EmbeddingGemmaModel.Nano", fault.Message, StringComparison.Ordinal);
        Assert.Equal(HubRetry.Attempts + 1, setup.Hub.Requests.Count);
    }

    [Theory]
    [InlineData(401, "a token is needed, and there is none")]
    [InlineData(403, "Accept it at http://127.0.0.1:")]
    [InlineData(404, "HF_ENDPOINT")]
    public async Task Ensure_Refused_SaysWhatToDo(int status, string expected)
    {
        await using var setup = new DownloadSetup();
        setup.Hub.Intercept = _ => new HubReply(status);
        var fault = await setup.FailAsync<IOException>();
        Assert.Contains($"answered {status}", fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Single(setup.Hub.Requests);
    }

    [Fact]
    public async Task Ensure_WrongToken_IsSaidWithoutTheToken()
    {
        await using var setup = new DownloadSetup { ClientToken = DownloadSetup.Token };
        setup.Hub.Intercept = _ => new HubReply(401);
        var fault = await setup.FailAsync<IOException>();
        Assert.Contains("the token is wrong or was revoked", fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, setup.Hub.Requests.Count); // the original and the copy
    }

    [Fact]
    public async Task Ensure_StoreRefusesAnOldAddress_AsksTheHubForANewOne()
    {
        await using var setup = new DownloadSetup();
        var refusals = 0;
        setup.Hub.Intercept = request => !setup.Hub.IsHub(request) && refusals++ == 0 ? new HubReply(403) : null;
        setup.AssertWhole(await setup.EnsureAsync());
    }

    [Fact]
    public async Task Ensure_416_DropsWhatIsThereOnce()
    {
        await using var setup = new DownloadSetup();
        WritePartial(setup, setup.Hub.Files[Weights][..1000]);
        setup.Hub.Intercept = request => request.Range is not null ? new HubReply(416) : null;
        setup.AssertWhole(await setup.EnsureAsync());
        Assert.Equal(["bytes=1000-299999", null], setup.Hub.Requests.Where(request => request.Method == "GET" && request.Path.Contains(Weights, StringComparison.Ordinal) && (request.Range is null || setup.Hub.IsHub(request))).Select(request => request.Range).Distinct());
    }

    [Fact]
    public async Task Ensure_416Always_Fails()
    {
        await using var setup = new DownloadSetup();
        WritePartial(setup, setup.Hub.Files[Weights][..1000]);
        setup.Hub.Intercept = request => !setup.Hub.IsHub(request) ? new HubReply(416) : null;
        Assert.Contains("answered 416", (await setup.FailAsync<IOException>()).Message, StringComparison.Ordinal);
        Assert.Equal(2, setup.Hub.Fetches.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ensure_Stalls_AreBroken(bool inBody)
    {
        await using var setup = new DownloadSetup { Patience = TimeSpan.FromSeconds(0.5) };
        using var release = new ManualResetEventSlim();
        var stalls = 0;
        setup.Hub.Intercept = request =>
        {
            if (setup.Hub.IsHub(request) || stalls++ > 0)
                return null;
            if (inBody)
                return new HubReply(200) { Body = setup.Hub.Files[Weights], StallAfter = 0 };
            release.Wait(TestContext.Current.CancellationToken);
            return new HubReply(500);
        };
        try
        {
            setup.AssertWhole(await setup.EnsureAsync());
        }
        finally
        {
            release.Set(); // the server waits for its answers when it ends
        }

        Assert.Contains(setup.Logger.Collector.GetSnapshot(), record => record.Message.Contains(inBody ? "sent nothing for 500 seconds" : "did not answer for 500 seconds", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ensure_Corrupted_IsNotKept()
    {
        await using var setup = new DownloadSetup();
        var damaged = setup.Hub.Files[Weights].ToArray();
        damaged[123_456] ^= 1;
        setup.Hub.Intercept = request => setup.Hub.IsHub(request) ? null : HubReply.OfFile(damaged, request.Range);
        var fault = await setup.FailAsync<InvalidDataException>();
        foreach (var part in new[] { Weights, FakeHub.TagOf(damaged), FakeHub.TagOf(setup.Hub.Files[Weights]) })
            Assert.Contains(part, fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(setup.Cache.Folder, "*.incomplete", SearchOption.AllDirectories));

        setup.Hub.Intercept = null;
        setup.AssertWhole(await setup.EnsureAsync());
    }

    [Fact]
    public async Task Ensure_CorruptedOriginal_TakesTheCopy()
    {
        await using var setup = new DownloadSetup { ClientToken = DownloadSetup.Token };
        setup.Hub.OriginalToken = DownloadSetup.Token;
        var fetches = 0;
        setup.Hub.Intercept = request => !setup.Hub.IsHub(request) && fetches++ == 0 ? HubReply.OfFile(new byte[300_000], request.Range) : null;
        Assert.Equal(setup.CopySnapshot, await setup.EnsureAsync());
        setup.AssertWhole(setup.CopySnapshot);
    }

    [Fact]
    public async Task Ensure_DamagedPart_IsFetchedAnew()
    {
        await using var setup = new DownloadSetup();
        WritePartial(setup, new byte[200_000]);
        setup.AssertWhole(await setup.EnsureAsync());
        Assert.Equal(["bytes=200000-299999", null], setup.Hub.Fetches.Select(request => request.Range));
    }

    [Fact]
    public async Task Ensure_PartLongerThanTheFile_IsDropped()
    {
        await using var setup = new DownloadSetup();
        WritePartial(setup, new byte[300_001]);
        setup.AssertWhole(await setup.EnsureAsync());
        Assert.Null(Assert.Single(setup.Hub.Fetches).Range);
    }

    [Fact]
    public async Task Ensure_WholePart_IsNotFetched()
    {
        await using var setup = new DownloadSetup();
        WritePartial(setup, setup.Hub.Files[Weights]);
        setup.AssertWhole(await setup.EnsureAsync());
        Assert.Empty(setup.Hub.Fetches);
    }

    [Fact]
    public async Task Ensure_ServerGivesNoParts_BeginsAnew()
    {
        await using var setup = new DownloadSetup();
        WritePartial(setup, setup.Hub.Files[Weights][..1000]);
        setup.Hub.Intercept = request => setup.Hub.IsHub(request) ? null : new HubReply(200) { Body = setup.Hub.Files[Weights] };
        setup.AssertWhole(await setup.EnsureAsync());
    }

    [Fact]
    public async Task Ensure_OtherPartThanAskedFor_IsRefused()
    {
        await using var setup = new DownloadSetup();
        WritePartial(setup, setup.Hub.Files[Weights][..1000]);
        setup.Hub.Intercept = request => setup.Hub.IsHub(request) ? null : HubReply.OfFile(setup.Hub.Files[Weights], "bytes=0-298999");
        Assert.Contains("asked for the bytes 1000 to 299999", (await setup.FailAsync<IOException>()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Linked-Size", "299999", "has 299999 bytes instead of 300000")]
    [InlineData("X-Linked-Etag", "\"0000000000000000000000000000000000000000000000000000000000000000\"", "was not fetched")]
    public async Task Ensure_HubDescribesAnotherFile_IsRefusedBeforeItsFirstByte(string header, string value, string expected)
    {
        await using var setup = new DownloadSetup();
        setup.Hub.Intercept = request => setup.Hub.IsHub(request) && request.Path.EndsWith(Weights, StringComparison.Ordinal)
            ? new HubReply(302).With("Location", $"{setup.Hub.Store}store/{Weights}?signature=1").With("X-Linked-Etag", $"\"{FakeHub.TagOf(setup.Hub.Files[Weights])}\"").With("X-Linked-Size", "300000").With(header, value)
            : null;
        Assert.Contains(expected, (await setup.FailAsync<InvalidDataException>()).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(setup.Hub.Requests, request => request.Method == "GET");
    }

    [Theory]
    [InlineData(299_999, false)]
    [InlineData(300_001, false)]
    [InlineData(300_001, true)]
    public async Task Ensure_BodyOfAnotherLength_IsRefused(int length, bool isHidden)
    {
        await using var setup = new DownloadSetup();
        setup.Hub.Intercept = request => setup.Hub.IsHub(request) ? null : new HubReply(200) { Body = new byte[length], HidesLength = isHidden };
        Assert.Contains($"comes with {length} bytes where 300000 are expected", (await setup.FailAsync<InvalidDataException>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ensure_FileReplacedMeanwhile_IsRefused()
    {
        await using var setup = new DownloadSetup();
        setup.Hub.Intercept = request => setup.Hub.IsHub(request) && request.Method == "GET" && request.Path.EndsWith("/config.json", StringComparison.Ordinal)
            ? new HubReply(200) { Body = setup.Hub.Files["config.json"] }.With("ETag", "\"0000000000000000000000000000000000000000\"")
            : null;
        Assert.Contains("was replaced on the server", (await setup.FailAsync<InvalidDataException>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ensure_RedirectsWithoutEnd_AreLeft()
    {
        await using var setup = new DownloadSetup();
        setup.Hub.Intercept = request => new HubReply(302).With("Location", request.Path + "x");
        Assert.Contains("more than 10 times", (await setup.FailAsync<IOException>()).Message, StringComparison.Ordinal);
        Assert.Equal(11, setup.Hub.Requests.Count);
    }

    [Theory]
    [InlineData("http://other.example.com/file")]
    [InlineData("file:///etc/passwd")]
    public async Task Ensure_RedirectFromHttps_StaysEncrypted(string target)
    {
        await using var setup = new DownloadSetup { Endpoint = new Uri("https://hub.example.com"), ClientToken = DownloadSetup.Token };
        var asked = new List<Uri>();
        setup.Handler = () => new RedirectHandler(asked, target);
        Assert.Contains("leads from https to ", (await setup.FailAsync<IOException>()).Message, StringComparison.Ordinal);
        Assert.All(asked, address => Assert.Equal("hub.example.com", address.Host));
    }

    [Fact]
    public async Task Ensure_TooLittleRoom_SaysHowMuchBeforeTheFirstByte()
    {
        await using var setup = new DownloadSetup { FreeBytes = _ => 299_149 };
        WritePartial(setup, setup.Hub.Files[Weights][..1000]);
        var fault = await setup.FailAsync<IOException>();
        foreach (var part in new[] { 299_150.ToString(CultureInfo.InvariantCulture), "299149", "HF_HUB_CACHE" })
            Assert.Contains(part, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(setup.Hub.Requests, request => request.Method == "GET");

        setup.FreeBytes = _ => 299_150;
        setup.AssertWhole(await setup.EnsureAsync());
    }

    [Fact]
    public void FreeBytes_FolderThatIsNotThere_IsItsDisk() =>
        Assert.InRange(FreeSpace.Of(Path.Combine(Path.GetTempPath(), "not", "there")), 1, long.MaxValue);

    private static void WritePartial(DownloadSetup setup, byte[] bytes)
    {
        var blobs = Directory.CreateDirectory(Path.Combine(setup.CopyFolder, "blobs")).FullName;
        File.WriteAllBytes(Path.Combine(blobs, FakeHub.TagOf(setup.Hub.Files[Weights]) + ".incomplete"), bytes);
    }

    private sealed class RedirectHandler(List<Uri> asked, string target) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            asked.Add(request.RequestUri!);
            var answer = new HttpResponseMessage(HttpStatusCode.Found);
            answer.Headers.Location = new Uri(target);
            return Task.FromResult(answer);
        }
    }
}
