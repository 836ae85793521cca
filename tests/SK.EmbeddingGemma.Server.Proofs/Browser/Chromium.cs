using Microsoft.Playwright;

namespace SK.EmbeddingGemma.Server.Browser;

/// <summary>The system's own Chromium, driven by Playwright. EMBEDDINGGEMMA_CHROMIUM names another executable.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        var path = Environment.GetEnvironmentVariable("EMBEDDINGGEMMA_CHROMIUM") ?? "/usr/bin/chromium";
        Assert.SkipUnless(File.Exists(path), $"There is no browser at {path}: install chromium, or name one in EMBEDDINGGEMMA_CHROMIUM.");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox"] }); // which the superuser of a build machine has none of
    }

    /// <summary>Opens a page.</summary>
    internal Task<Visit> VisitAsync(Uri address) => Visit.BeginAsync(_browser, address);

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
