using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Numerics.Tensors;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Server.Load;

/// <summary>Many clients at a time, on this machine. The figures are printed; they hold for a machine that does nothing else.</summary>
public sealed class LoadTests(ITestOutputHelper output)
{
    private const int Clients = 256;
    private const int Texts = 512;
    private const int RequestsPerClient = 12;
    private const int TextsPerRequest = 4;

    /// <summary>What must be left of the throughput of the library alone: 85%, and a tenth less where the machine has other work, the clients computing on the same cores anyway.</summary>
    private const double LeastShare = 0.85 - 0.1;

    /// <summary>What the last bits may differ by in single precision, depending on the texts that one is computed with.</summary>
    private const float Tolerance = 1e-5f;

    [Fact]
    public async Task ManyClients_LoseNothing_AndGetAlmostTheLibrarysThroughput()
    {
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano });
        var expected = await generator.GenerateAsync(Enumerable.Range(0, Texts).Select(LoadTexts.Of), EmbeddingGemmaPrompt.None.ToOptions(64), TestContext.Current.CancellationToken);
        using var server = await ServerProcess.StartAsync();
        using var client = Client(server);
        await RunAsync((index, _) => AskAsync(client, expected, index), 2); // warm
        await RunAsync((index, _) => OwnAsync(generator, index), 2);
        var before = server.ResidentBytes;
        var (served, own) = (0.0, 0.0);
        for (var round = 0; round < 2; round++) // taken in turn, so that what else the machine does weighs on both
        {
            own += await RunAsync((index, _) => OwnAsync(generator, index), RequestsPerClient / 2);
            served += await RunAsync((index, _) => AskAsync(client, expected, index), RequestsPerClient / 2);
        }

        var middle = server.ResidentBytes;
        await RunAsync((index, _) => AskAsync(client, expected, index), RequestsPerClient / 2);
        var after = server.ResidentBytes;
        const int Embedded = Clients * RequestsPerClient * TextsPerRequest;
        output.WriteLine(FormattableString.Invariant(
            $"{Clients} clients: {Embedded / served:F0} texts/s served, {Embedded / own:F0} texts/s by the library, share {own / served:P0}; memory {before >> 20}, {middle >> 20}, {after >> 20} MiB"));
        Assert.InRange(own / served, LeastShare, 10);
        Assert.InRange(after - middle, long.MinValue, 64L << 20);
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task MoreThanThereIsRoomFor_IsRefusedAsPromised_AndTheRestIsRight()
    {
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano });
        var expected = await generator.GenerateAsync(Enumerable.Range(0, Texts).Select(LoadTexts.Of), EmbeddingGemmaPrompt.None.ToOptions(64), TestContext.Current.CancellationToken);
        using var server = await ServerProcess.StartAsync("--max-inputs", "64", "--max-pending", "64");
        using var client = Client(server);
        var (answered, refused) = (0, 0);
        await RunAsync(async (index, _) =>
        {
            using var response = await PostAsync(client, index);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter!.Delta);
                Assert.Equal("Overloaded", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error_type").GetString());
                Interlocked.Increment(ref refused);
                return;
            }

            await CheckAsync(response, expected, index);
            Interlocked.Increment(ref answered);
        }, 4);
        output.WriteLine(FormattableString.Invariant($"{Clients * 4} requests: {answered} answered, {refused} refused"));
        Assert.Equal(Clients * 4, answered + refused);
        Assert.True(answered > 0 && refused > 0, "Room for 64 texts is less than 256 clients ask for, and more than nothing.");
        using var alone = await PostAsync(client, 0);
        await CheckAsync(alone, expected, 0);
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task Signal_InTheMidstOfRequests_LosesNoneThatWasTaken()
    {
        using var server = await ServerProcess.StartAsync();
        using var client = Client(server);
        var answers = new ConcurrentBag<HttpStatusCode>();
        var failures = new ConcurrentBag<Exception>();
        var running = Enumerable.Range(0, 32).Select(async index =>
        {
            try
            {
                using var response = await PostAsync(client, index * 64, texts: 64);
                answers.Add(response.StatusCode);
                Assert.Equal(64, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetArrayLength());
            }
            catch (HttpRequestException failure)
            {
                failures.Add(failure); // came after the server had stopped to listen
            }
        }).ToList();
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.Equal(0, await server.StopAsync());
        await Task.WhenAll(running);
        output.WriteLine($"{answers.Count} answered, {failures.Count} refused connections");
        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.NotEmpty(answers);
        Assert.All(failures, failure => Assert.Equal(HttpRequestError.ConnectionError, ((HttpRequestException)failure).HttpRequestError));
    }

    private static HttpClient Client(ServerProcess server) =>
        new(new SocketsHttpHandler { MaxConnectionsPerServer = Clients }) { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Lets all clients make their requests, and returns how many seconds that took.</summary>
    private static async Task<double> RunAsync(Func<int, int, Task> request, int requests)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            for (var i = 0; i < requests; i++)
                await request((client * RequestsPerClient) + i, client);
        })));
        return watch.Elapsed.TotalSeconds;
    }

    private static Task<GeneratedEmbeddings<Embedding<float>>> OwnAsync(EmbeddingGemmaGenerator generator, int index) =>
        generator.GenerateAsync(Enumerable.Range(0, TextsPerRequest).Select(i => LoadTexts.Of(((index * TextsPerRequest) + i) % Texts)), EmbeddingGemmaPrompt.None.ToOptions(64));

    private static async Task AskAsync(HttpClient client, GeneratedEmbeddings<Embedding<float>> expected, int index)
    {
        using var response = await PostAsync(client, index);
        await CheckAsync(response, expected, index);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, int index, int texts = TextsPerRequest) => client.PostAsJsonAsync(
        "embed", new { inputs = Enumerable.Range(0, texts).Select(i => LoadTexts.Of(((index * TextsPerRequest) + i) % Texts)), dimensions = 64 });

    private static async Task CheckAsync(HttpResponseMessage response, GeneratedEmbeddings<Embedding<float>> expected, int index)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var vectors = await response.Content.ReadFromJsonAsync<float[][]>();
        Assert.Equal(TextsPerRequest, vectors!.Length);
        for (var i = 0; i < TextsPerRequest; i++)
            Assert.InRange(TensorPrimitives.Distance(expected[((index * TextsPerRequest) + i) % Texts].Vector.Span, vectors[i]), 0, Tolerance);
    }
}
