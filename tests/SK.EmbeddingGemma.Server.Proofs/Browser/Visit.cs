using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace SK.EmbeddingGemma.Server.Browser;

/// <summary>A page that is open, and what it complained of or asked of other hosts.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly IBrowserContext _context;

    private Visit(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    public static async Task<Visit> BeginAsync(IBrowser browser, Uri address)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 }, Permissions = ["clipboard-read", "clipboard-write"] });
        context.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        var visit = new Visit(context, await context.NewPageAsync());
        visit.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                visit._complaints.Enqueue(message.Text);
        };
        visit.Page.PageError += (_, error) => visit._complaints.Enqueue(error);
        visit.Page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Authority != address.Authority)
                visit._complaints.Enqueue($"asked of another host: {request.Url}");
        };
        await visit.Page.GotoAsync(address.ToString());
        return visit;
    }

    /// <summary>Asserts that nothing went wrong unseen.</summary>
    public void AssertQuiet() => Assert.Empty(_complaints);

    /// <summary>Keeps a picture, where EMBEDDINGGEMMA_PICTURES names a folder.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("EMBEDDINGGEMMA_PICTURES") is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
