using System.Globalization;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Says how far a slow run is, in a line at most each second; one that takes less says nothing. Not thread-safe.</summary>
/// <param name="activity">What is done, as "exporting".</param>
/// <param name="error">Where to say it.</param>
/// <param name="time">The clock.</param>
internal sealed class ProgressLines(string activity, TextWriter error, TimeProvider time) : IProgress<double>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private long _last = time.GetTimestamp();

    /// <summary>Takes the share that is done, from 0 to 1.</summary>
    public void Report(double value)
    {
        if (time.GetElapsedTime(_last) < Pause)
            return;
        _last = time.GetTimestamp();
        error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"note: {activity}, {value * 100:0}% done"));
    }
}
