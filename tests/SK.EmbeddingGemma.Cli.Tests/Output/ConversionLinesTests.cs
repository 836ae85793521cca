namespace SK.EmbeddingGemma.Cli;

public sealed class ConversionLinesTests
{
    [Fact]
    public void Report_FromBeginningToEnd_SaysBoth()
    {
        using var error = new StringWriter { NewLine = "\n" };
        var time = new SteppedTime();
        var lines = new ConversionLines("converting it", error, time);
        lines.Report(new(0, 100));
        lines.Report(new(50, 100));
        Assert.Equal("note: converting it\n", error.ToString());
        time.Seconds = 6.24;
        lines.Report(new(100, 100));
        Assert.Equal("note: converting it\nnote: converted in 6.2 s\n", error.ToString());
    }
}
