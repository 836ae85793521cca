namespace SK.EmbeddingGemma.Cli;

public sealed class ProgressLinesTests
{
    [Fact]
    public void Report_ManyTimesASecond_SaysOneLineASecond()
    {
        var time = new SteppedTime();
        using var error = new StringWriter();
        var lines = new ProgressLines("exporting", error, time);
        lines.Report(0.01);
        time.Seconds = 1.5;
        lines.Report(0.355);
        lines.Report(0.36);
        time.Seconds = 2.6;
        lines.Report(1);
        Assert.Equal(["note: exporting, 36% done", "note: exporting, 100% done"], error.ToString().Split(error.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
