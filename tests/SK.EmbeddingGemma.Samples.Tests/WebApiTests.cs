using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace SK.EmbeddingGemma.Samples;

public sealed class WebApiTests
{
    [Fact]
    public async Task Notes_AreKeptFoundAndDeleted()
    {
        using var process = SampleProcess.Start("WebApi", "--urls", "http://127.0.0.1:0");
        using var client = new HttpClient { BaseAddress = new(await process.LineAfterAsync("Now listening on:")) };
        Uri? tasks = null;
        foreach (var (title, text) in new[] { ("Files", "A StreamReader reads a text file line by line."), ("Tasks", "Pass a cancellation token to stop an operation.") })
        {
            using var created = await client.PostAsJsonAsync("notes", new { title, text }, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
            tasks = created.Headers.Location!;
        }

        Assert.Equal("Tasks", await FirstTitleAsync(client));
        Assert.Equal("Healthy", await client.GetStringAsync("health", TestContext.Current.CancellationToken));
        using (var deleted = await client.DeleteAsync(tasks, TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal("Files", await FirstTitleAsync(client));
        using var gone = await client.GetAsync(tasks, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    private static async Task<string?> FirstTitleAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>("search?q=cancel%20a%20task", TestContext.Current.CancellationToken))[0].GetProperty("title").GetString();
}
