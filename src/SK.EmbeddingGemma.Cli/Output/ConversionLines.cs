using System.Globalization;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Says that a conversion begins, and how long it took. Not thread-safe.</summary>
/// <param name="activity">What is done, as "converting nano to int8, which is done once".</param>
/// <param name="error">Where to say it.</param>
/// <param name="time">The clock.</param>
internal sealed class ConversionLines(string activity, TextWriter error, TimeProvider time) : IProgress<EmbeddingGemmaConversionProgress>
{
    private long? _started;

    public void Report(EmbeddingGemmaConversionProgress value)
    {
        if (_started is null)
        {
            _started = time.GetTimestamp();
            error.WriteLine($"note: {activity}");
        }

        if (value.BytesDone == value.BytesTotal)
            error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"note: converted in {time.GetElapsedTime(_started.Value).TotalSeconds:0.0} s"));
    }
}
