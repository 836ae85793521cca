using System.Diagnostics;
using System.Text.Json;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace SK.EmbeddingGemma.Server.Browser;

/// <summary>The page in a real browser: each control does its work, whoever uses it how.</summary>
public sealed class PageTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string[] Views = ["ranking", "heat", "map", "tokens", "call"];

    [Fact]
    public async Task Page_EveryControl_DoesItsWork()
    {
        using var server = await ServerProcess.StartAsync();
        await using var visit = await chromium.VisitAsync(server.Address);
        var page = visit.Page;
        await Assertions.Expect(page.Locator("#model")).ToContainTextAsync("embeddinggemma-nano, 384 dimensions, texts of up to 2048 tokens");
        await page.ClickAsync("#run");
        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("Write or drop some texts first.");

        await page.ClickAsync("#example");
        await Assertions.Expect(page.Locator("#count")).ToHaveTextAsync("8 texts");
        await page.PressAsync("#query", "Enter");
        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("8 texts ranked");
        await Assertions.Expect(page.Locator("#ranked li")).ToHaveCountAsync(8);
        await Assertions.Expect(page.Locator("#ranked li").First).ToContainTextAsync("Red Planet");
        var first = await ScoresAsync(page);
        Assert.Equal(first.OrderDescending(), first);

        await page.SelectOptionAsync("#dimensions", "64");
        await Assertions.Expect(page.Locator("#ranked .score").First).Not.ToHaveTextAsync(first[0].ToString("F4", System.Globalization.CultureInfo.InvariantCulture));
        await page.SelectOptionAsync("#task", "fact-checking");
        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("8 texts ranked");

        await page.FocusAsync("#tab-ranking");
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page.Locator("#heat td")).ToHaveCountAsync(64);
        await Assertions.Expect(page.Locator("#heat tbody tr").Nth(2).Locator("td").Nth(2)).ToHaveTextAsync("1.00");

        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page.Locator("#plane circle")).ToHaveCountAsync(9);
        await page.Locator("#plane circle").First.FocusAsync();
        await Assertions.Expect(page.Locator("#point")).ToContainTextAsync("Venus");
        await page.Keyboard.PressAsync("ArrowLeft"); // around, to the question
        await Assertions.Expect(page.Locator("#point")).ToContainTextAsync("Question: Which planet");
        await page.HoverAsync("#plane circle >> nth=4");
        await Assertions.Expect(page.Locator("#point")).ToContainTextAsync("soufflé");

        await page.ClickAsync("#tab-tokens");
        await Assertions.Expect(page.Locator("#token-list")).ToContainTextAsync("title: none | text: Venus is often");
        await page.SelectOptionAsync("#token-text", "question");
        await page.SelectOptionAsync("#token-prompt", "query");
        await Assertions.Expect(page.Locator("#token-list")).ToContainTextAsync("task: search result | query: Which planet");

        await page.ClickAsync("#tab-call");
        await Assertions.Expect(page.Locator("#code")).ToContainTextAsync("curl");
        Assert.Equal(64, await CurlAsync(await page.Locator("#code").InnerTextAsync()));
        await page.SelectOptionAsync("#language", "python");
        await Assertions.Expect(page.Locator("#code")).ToContainTextAsync("embeddinggemma-nano:fact-checking");
        await page.SelectOptionAsync("#language", "csharp");
        await page.ClickAsync("#copy");
        await Assertions.Expect(page.Locator("#copied")).ToHaveTextAsync("copied");
        Assert.Contains("AsIEmbeddingGenerator(64)", await page.EvaluateAsync<string>("navigator.clipboard.readText()"), StringComparison.Ordinal);

        await page.ClickAsync("#clear");
        await Assertions.Expect(page.Locator("#count")).ToHaveTextAsync("0 texts");
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Page_FilesAndLongTexts_AreTakenAndShownWhereTheyAreCut()
    {
        using var server = await ServerProcess.StartAsync();
        await using var visit = await chromium.VisitAsync(server.Address);
        var page = visit.Page;
        await page.SetInputFilesAsync("#files", new FilePayload { Name = "a.txt", MimeType = "text/plain", Buffer = "one\ntwo\n"u8.ToArray() });
        await Assertions.Expect(page.Locator("#count")).ToHaveTextAsync("2 texts");
        await page.EvaluateAsync("""
            () => {
              const data = new DataTransfer();
              data.items.add(new File(["three\n" + "many words ".repeat(1500)], "b.txt", { type: "text/plain" }));
              document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """);
        await Assertions.Expect(page.Locator("#count")).ToHaveTextAsync("4 texts");
        await page.ClickAsync("#tab-tokens");
        await page.ClickAsync("#run");
        await page.SelectOptionAsync("#token-text", "3");
        await Assertions.Expect(page.Locator("#token-count")).ToContainTextAsync("tokens of at most 2048: the last");
        await Assertions.Expect(page.Locator("#token-list .cut")).ToHaveCountAsync(1);
        Assert.Equal(2047, await page.EvaluateAsync<int>("[...document.querySelector('#token-list').children].findIndex((each) => each.className === 'cut')"));
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Page_AnswersInAnotherOrderThanQuestions_ShowsWhatWasAskedLast()
    {
        using var server = await ServerProcess.StartAsync();
        await using var visit = await chromium.VisitAsync(server.Address);
        var page = visit.Page;
        var (asked, released) = (0, new TaskCompletionSource());
        await page.RouteAsync("**/tokenize", async route =>
        {
            if (Interlocked.Increment(ref asked) == 1)
                await released.Task;
            await route.ContinueAsync();
        });
        await page.FillAsync("#texts", "one\nmany more words than that one has");
        await page.ClickAsync("#tab-tokens");
        await page.ClickAsync("#run");
        await page.SelectOptionAsync("#token-text", "1");
        await Assertions.Expect(page.Locator("#token-list")).ToContainTextAsync("many more words");
        await page.RunAndWaitForResponseAsync(() => { released.SetResult(); return Task.CompletedTask; }, "**/tokenize");
        await page.EvaluateAsync("() => new Promise((resolve) => setTimeout(resolve, 200))"); // what would be shown, is
        Assert.Contains("many more words", await page.TextContentAsync("#token-list"), StringComparison.Ordinal);
        Assert.Equal(2, asked);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Page_InEveryViewThemeAndWidth_IsAccessible()
    {
        using var server = await ServerProcess.StartAsync();
        await using var visit = await chromium.VisitAsync(server.Address);
        var page = visit.Page;
        await page.ClickAsync("#example");
        await page.ClickAsync("#run");
        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("8 texts ranked");
        foreach (var theme in (string[])["light", "dark"])
        {
            await page.SelectOptionAsync("#theme", theme);
            foreach (var view in Views)
            {
                await page.ClickAsync($"#tab-{view}");
                await Assertions.Expect(page.Locator("#run")).ToBeEnabledAsync();
                var found = await page.RunAxe();
                Assert.True(found.Violations.Length == 0, $"{theme} {view}: {JsonSerializer.Serialize(found.Violations.Select(violation => new { violation.Id, Nodes = violation.Nodes.Select(node => node.Html) }))}");
                await visit.PictureAsync($"{theme}-{view}");
            }
        }

        await page.SetViewportSizeAsync(360, 740);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "The page is wider than a telephone.");
        await visit.PictureAsync("narrow");
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Page_OfAServerWithKeys_AsksForOneAndSaysWhenTheServerIsGone()
    {
        const string key = "a-key-0123456789abcdef";
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, key, TestContext.Current.CancellationToken);
        using var server = await ServerProcess.StartAsync("--api-keys-file", file);
        File.Delete(file);
        await using var visit = await chromium.VisitAsync(server.Address);
        var page = visit.Page;
        await Assertions.Expect(page.Locator("#key-dialog")).ToBeVisibleAsync();
        await page.FillAsync("#key", "wrong");
        await page.ClickAsync("#key-dialog button[value=use]");
        await Assertions.Expect(page.Locator("#key-dialog")).ToBeVisibleAsync();
        await page.FillAsync("#key", key);
        await page.ClickAsync("#key-dialog button[value=use]");
        await Assertions.Expect(page.Locator("#model")).ToContainTextAsync("embeddinggemma-nano");
        await server.StopAsync();
        await page.ClickAsync("#example");
        await page.ClickAsync("#run");
        await Assertions.Expect(page.Locator("#status")).ToHaveClassAsync("failed");
    }

    private static async Task<double[]> ScoresAsync(IPage page) =>
        [.. (await page.Locator("#ranked .score").AllInnerTextsAsync()).Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Runs the call that the page shows, and returns the length of the vector.</summary>
    private static async Task<int> CurlAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var answer = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        return JsonDocument.Parse(answer).RootElement.GetProperty("data")[0].GetProperty("embedding").GetArrayLength();
    }
}
