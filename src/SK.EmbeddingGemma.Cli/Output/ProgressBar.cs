using System.Globalization;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Shows how far something is, in a line of a terminal that vanishes with the end. Thread-safe.</summary>
/// <remarks>Only spaces and carriage returns, which every terminal knows, whatever its colours and its encoding.</remarks>
/// <param name="activity">What is done, as "converting nano to int8, which is done once".</param>
/// <param name="error">Where to show it.</param>
/// <param name="width">The terminal's width, in columns.</param>
internal sealed class ProgressBar(string activity, TextWriter error, int width) : IProgress<double>, IDisposable
{
    private const int Steps = 20;

    private readonly Lock _gate = new();
    private string _shown = "";
    private bool _ended;

    /// <summary>Takes the share that is done, from 0 to 1.</summary>
    public void Report(double value)
    {
        lock (_gate)
        {
            if (_ended)
                return; // a run that was cancelled no longer waits for what is reported

            if (value >= 1)
                End();
            else
                Show(value);
        }
    }

    /// <summary>Takes back what is shown, and shows nothing more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_ended)
                End();
        }
    }

    private void Show(double fraction)
    {
        var done = (int)(fraction * Steps);
        var line = string.Create(CultureInfo.InvariantCulture, $"{activity} [{new string('#', done)}{new string('.', Steps - done)}] {(int)(fraction * 100),2}%");
        line = line[..Math.Min(line.Length, width - 1)]; // in the last column a terminal may begin another line
        if (line == _shown)
            return;
        error.Write($"\r{line}");
        _shown = line;
    }

    private void End()
    {
        _ended = true;
        if (_shown.Length > 0)
            error.Write($"\r{new string(' ', _shown.Length)}\r");
    }
}
