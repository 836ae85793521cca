using System.Net;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Cli.Commands;

public sealed class McpCommandTests : IDisposable
{
    private const string Key = "a-key-0123456789abcdef";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Mcp_OverStandardStreams_RemembersRecallsForgetsAndIndexes()
    {
        _folder.Write("docs/retries.md", "# Retries\n\nA failed request is tried three times, with a pause that doubles.");
        File.CreateSymbolicLink(_folder.PathOf("docs/link.md"), _folder.Write("secret.md", "# Secret\n\nNot for agents."));
        using var tool = ToolProcess.Start("mcp", "--store", _folder.PathOf("memory.db"), "--root", _folder.PathOf("docs"));
        await using var client = await McpClient.CreateAsync(new StreamClientTransport(tool.Input, tool.Output.BaseStream), cancellationToken: Cancel);
        Assert.Equal("embeddinggemma", client.ServerInfo?.Name);
        Assert.Equal(["forget", "index_folder", "recall", "remember"], (await client.ListToolsAsync(cancellationToken: Cancel)).Select(known => known.Name).Order(StringComparer.Ordinal));

        var key = TextOf(await CallAsync(client, "remember", new() { ["text"] = "The user's cat is called Miso.", ["source"] = "chat" }));
        Assert.Contains("Miso", JsonOf(await CallAsync(client, "recall", new() { ["query"] = "What is the name of the cat?" }))[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        List<ProgressNotificationValue> progress = [];
        var indexed = await client.CallToolAsync("index_folder", new Dictionary<string, object?>(StringComparer.Ordinal) { ["path"] = "." }, new Immediate(progress.Add), cancellationToken: Cancel);
        Assert.Equal(1, indexed.StructuredContent!.Value.GetProperty("stored").GetInt32());
        Assert.Equal("retries.md", JsonOf(await CallAsync(client, "recall", new() { ["query"] = "How often is a failed request tried?" }))[0].GetProperty("source").GetString());
        Assert.Equal("true", TextOf(await CallAsync(client, "forget", new() { ["key"] = key })));
        Assert.Equal("false", TextOf(await CallAsync(client, "forget", new() { ["key"] = key })));
    }

    [Theory]
    [InlineData("index_folder", "path", "/etc", "outside")]
    [InlineData("index_folder", "path", "none", "no such folder")]
    [InlineData("remember", "text", "  ", "whitespace")]
    [InlineData("recall", "query", "", "empty")]
    public async Task Mcp_WhatCannotBeDone_IsToldTheAgent(string name, string argument, string value, string expected)
    {
        using var tool = ToolProcess.Start("mcp", "--quiet", "--store", _folder.PathOf("memory.db"), "--root", _folder.Path);
        await using var client = await McpClient.CreateAsync(new StreamClientTransport(tool.Input, tool.Output.BaseStream), cancellationToken: Cancel);
        var result = await client.CallToolAsync(name, new Dictionary<string, object?>(StringComparer.Ordinal) { [argument] = value }, cancellationToken: Cancel);
        Assert.True(result.IsError);
        Assert.Contains(expected, TextOf(result), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Mcp_EndOfInput_EndsWithSuccess()
    {
        using var tool = ToolProcess.Start("mcp", "--store", _folder.PathOf("memory.db"));
        tool.Input.Close();
        Assert.Equal(ExitCodes.Success, (await tool.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Mcp_OverHttp_NeedsTheKeyAndIndexesNothingThatIsNotAllowed()
    {
        using var tool = ToolProcess.StartWith([("EMBEDDINGGEMMA_API_KEYS", Key)], "mcp", "--http", "--port", "0", "--store", _folder.PathOf("memory.db"));
        var line = "";
        while (!line.Contains("listening on ", StringComparison.Ordinal))
            line = await tool.Error.ReadLineAsync(Cancel) ?? throw new InvalidOperationException("The server ended before it listened.");
        var address = new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..line.IndexOf(';', StringComparison.Ordinal)]);
        using (var stranger = new HttpClient())
            Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsync(address, new StringContent("{}"), Cancel)).StatusCode);

        var transport = new HttpClientTransport(new() { Endpoint = address, AdditionalHeaders = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = "Bearer " + Key } });
        await using (var client = await McpClient.CreateAsync(transport, cancellationToken: Cancel))
        {
            await CallAsync(client, "remember", new() { ["text"] = "Invoices are due after thirty days." });
            Assert.Single(JsonOf(await CallAsync(client, "recall", new() { ["query"] = "When is an invoice due?" })));
            var refused = await client.CallToolAsync("index_folder", new Dictionary<string, object?>(StringComparer.Ordinal) { ["path"] = _folder.Path }, cancellationToken: Cancel);
            Assert.Contains("--root", TextOf(refused), StringComparison.Ordinal);
        }

        if (!ToolProcess.IsUnix)
            return;
        tool.Signal("TERM");
        Assert.Equal(ExitCodes.Success, (await tool.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Mcp_AKeyOfTheEnvironmentThatIsTooShort_IsRefused()
    {
        using var tool = ToolProcess.StartWith([("EMBEDDINGGEMMA_API_KEYS", "hush")], "mcp", "--http", "--quiet", "--port", "0", "--store", _folder.PathOf("memory.db"));
        var (code, error) = await tool.EndAsync();
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("at least 16", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--store is missing", "--http")]
    [InlineData("--port is of use with --http only", "--store", "x.db", "--port", "1")]
    public async Task Mcp_WrongOptions_SaysWhatIsAllowed(string expected, params string[] args) =>
        (await ToolRun.OfAsync(["mcp", .. args])).FailsWith(ExitCodes.Usage, expected);

    private static async Task<CallToolResult> CallAsync(McpClient client, string tool, Dictionary<string, object?> arguments)
    {
        var result = await client.CallToolAsync(tool, arguments, cancellationToken: Cancel);
        Assert.False(result.IsError ?? false, TextOf(result));
        return result;
    }

    private static string TextOf(CallToolResult result) => Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;

    private static List<JsonElement> JsonOf(CallToolResult result) => [.. JsonDocument.Parse(TextOf(result)).RootElement.EnumerateArray()];

    private sealed class Immediate(Action<ProgressNotificationValue> report) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) => report(value);
    }
}
