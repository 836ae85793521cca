using System.Globalization;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Says how a training run goes, in a line each few seconds. Not thread-safe.</summary>
/// <param name="error">Where to say it.</param>
/// <param name="time">The clock.</param>
internal sealed class TrainLines(TextWriter error, TimeProvider time) : IProgress<TrainingProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private long? _last;

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        if (_last is { } last && time.GetElapsedTime(last) < Pause && value.Step < value.Steps)
            return;
        _last = time.GetTimestamp();
        error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"note: step {value.Step} of {value.Steps}, loss {value.Loss:0.000}, {value.TokensPerSecond:0} tokens/s"));
    }
}
