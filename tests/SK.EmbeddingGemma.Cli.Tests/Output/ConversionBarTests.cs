namespace SK.EmbeddingGemma.Cli;

public sealed class ConversionBarTests : IDisposable
{
    private readonly StringWriter _error = new();

    [Fact]
    public void Report_UpToTheEnd_ShowsALineAndTakesItBack()
    {
        using var bar = new ConversionBar("converting it", _error, width: 80);
        bar.Report(new(0, 200));
        bar.Report(new(50, 200));
        Assert.Equal("\rconverting it [....................]  0%\rconverting it [#####...............] 25%", _error.ToString());
        bar.Report(new(200, 200));
        Assert.Equal("", Screen());
    }

    [Fact]
    public void Report_NarrowTerminal_LeavesTheLastColumn()
    {
        using var bar = new ConversionBar("converting it", _error, width: 10);
        bar.Report(new(1, 2));
        Assert.Equal("\rconvertin", _error.ToString());
    }

    [Fact]
    public void Dispose_BeforeTheEnd_TakesTheLineBackForGood()
    {
        var bar = new ConversionBar("converting it", _error, width: 80);
        bar.Report(new(1, 2));
        bar.Dispose();
        bar.Report(new(1, 1));
        bar.Report(new(1, 2));
        bar.Dispose();
        Assert.Equal("", Screen());
    }

    [Fact]
    public void Dispose_NothingReported_WritesNothing()
    {
        new ConversionBar("converting it", _error, width: 80).Dispose();
        Assert.Equal("", _error.ToString());
    }

    public void Dispose() => _error.Dispose();

    /// <summary>Returns what a terminal shows after all that was written.</summary>
    private string Screen()
    {
        var screen = new char[200];
        Array.Fill(screen, ' ');
        var column = 0;
        foreach (var character in _error.ToString())
        {
            if (character == '\r')
                column = 0;
            else
                screen[column++] = character;
        }

        Assert.Equal(0, column);
        return new string(screen).TrimEnd();
    }
}
