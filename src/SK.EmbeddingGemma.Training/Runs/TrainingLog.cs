using System.Globalization;

namespace SK.EmbeddingGemma.Runs;

/// <summary>The CSV file of a run: a line for each step, and one for each score. Not thread-safe.</summary>
internal sealed class TrainingLog : IDisposable
{
    private const string Header = "step,loss,learning_rate,gradient_length,tokens_per_second,task,score";
    private readonly StreamWriter _writer;

    /// <param name="path">The file.</param>
    /// <param name="step">The step that the run goes on from: lines after it are of a process that was stopped before it kept its state, and are taken away.</param>
    public TrainingLog(string path, int step)
    {
        var kept = step > 0 && File.Exists(path) ? File.ReadAllLines(path).Skip(1).Where(line => StepOf(line) is { } number && number <= step).ToArray() : [];
        _writer = new StreamWriter(path) { AutoFlush = true, NewLine = "\n" };
        _writer.WriteLine(Header);
        foreach (var line in kept)
            _writer.WriteLine(line);
    }

    /// <summary>Writes a step.</summary>
    public void Add(TrainingProgress progress, double gradientLength)
    {
        _writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{progress.Step},{progress.Loss:G9},{progress.LearningRate:G6},{gradientLength:G6},{progress.TokensPerSecond:0},,"));
        foreach (var (task, score) in progress.Scores)
            _writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{progress.Step},,,,,{task},{score:0.######}"));
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private static int? StepOf(string line) => int.TryParse(line.AsSpan(0, Math.Max(0, line.IndexOf(',', StringComparison.Ordinal))), NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : null;
}
