using SK.EmbeddingGemma.Comparison;

namespace SK.EmbeddingGemma;

/// <summary>How the results of two models or number formats differ on one task, with a confidence interval. Immutable and thread-safe.</summary>
public sealed class EvaluationComparison
{
    /// <summary>How often the items are drawn.</summary>
    private const int Draws = 1000;

    private EvaluationComparison(EvaluationResult first, EvaluationResult second, (double Difference, double Low, double High) interval)
    {
        First = first;
        Second = second;
        (Difference, Low, High) = interval;
    }

    /// <summary>Gets the result that is compared with.</summary>
    public EvaluationResult First { get; }

    /// <summary>Gets the result that is compared.</summary>
    public EvaluationResult Second { get; }

    /// <summary>Gets how much higher the main score of <see cref="Second"/> is; negative where it is lower.</summary>
    public double Difference { get; }

    /// <summary>Gets the lower end of the difference's interval of 95%; NaN where no draw had a score.</summary>
    public double Low { get; }

    /// <summary>Gets the upper end of the difference's interval of 95%; NaN where no draw had a score.</summary>
    public double High { get; }

    /// <summary>Gets whether the interval leaves out 0: the difference is more than chance.</summary>
    public bool IsSignificant => Low > 0 || High < 0;

    /// <summary>Compares two results by a paired bootstrap of the task's items, of 1,000 draws with a fixed seed.</summary>
    /// <param name="first">The result that is compared with.</param>
    /// <param name="second">The result that is compared.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    /// <exception cref="ArgumentNullException">A result is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The results are of different tasks, or of different states of their data.</exception>
    public static EvaluationComparison Create(EvaluationResult first, EvaluationResult second, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Task.Name != second.Task.Name || first.MainMetric != second.MainMetric)
            throw new ArgumentException($"The results are of '{first.Task}' by {first.MainMetric} and of '{second.Task}' by {second.MainMetric}: compare those of one task.", nameof(second));
        return new(first, second, PairedBootstrap.Compare(first.Sample, second.Sample, Draws, cancellationToken));
    }
}
