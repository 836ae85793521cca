using System.Text;
using System.Text.Json;

namespace SK.EmbeddingGemma.Cli;

/// <summary>What a run of the tool inside this process gave.</summary>
internal sealed record ToolRun(int ExitCode, byte[] OutputBytes, string Error)
{
    public string Output => Encoding.UTF8.GetString(OutputBytes);

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Task<ToolRun> OfAsync(params string[] args) => WithInputAsync("", args);

    public static Task<ToolRun> WithInputAsync(string input, params string[] args) => OfAsync(Encoding.UTF8.GetBytes(input), args);

    public static async Task<ToolRun> OfAsync(byte[] input, string[] args, bool isTerminal = false, bool hasColors = false)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using var streams = new StandardStreams
        {
            Input = new MemoryStream(input),
            Output = output,
            Error = error,
            IsInputTerminal = isTerminal,
            IsOutputTerminal = isTerminal,
            IsErrorTerminal = isTerminal,
            HasColors = hasColors,
            Width = 80,
        };
        var code = await CommandLine.RunAsync(args, streams, TestContext.Current.CancellationToken);
        return new(code, output.ToArray(), error.ToString());
    }

    public JsonElement Json() => JsonDocument.Parse(OutputBytes).RootElement;

    public ToolRun Succeeds()
    {
        Assert.Equal("", Error);
        Assert.Equal(ExitCodes.Success, ExitCode);
        return this;
    }

    public void FailsWith(int exitCode, params string[] parts)
    {
        Assert.Equal(exitCode, ExitCode);
        var line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => !line.StartsWith("note: ", StringComparison.Ordinal));
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
    }
}
