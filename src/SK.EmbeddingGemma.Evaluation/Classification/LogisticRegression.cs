using System.Numerics.Tensors;
using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Classification;

/// <summary>A linear classifier of vectors, fitted as scikit-learn's LogisticRegression with its defaults: L2 penalty, C = 1, L-BFGS to a tolerance of 1e-4. Immutable and thread-safe.</summary>
internal sealed class LogisticRegression
{
    private const double C = 1;
    private const double Tolerance = 1e-4;

    private readonly float[] _weights;
    private readonly float[] _intercepts;

    private LogisticRegression(float[] weights, float[] intercepts) => (_weights, _intercepts) = (weights, intercepts);

    /// <summary>Fits a classifier.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="labels">Their labels: whole numbers from 0 to <paramref name="classes"/> - 1.</param>
    /// <param name="classes">The number of labels.</param>
    /// <param name="mostSteps">The most steps of the solver: MTEB's are 100.</param>
    /// <param name="cancellationToken">Ends the fit.</param>
    /// <exception cref="InvalidDataException">All vectors have one label: there is nothing to tell apart.</exception>
    public static LogisticRegression Fit(VectorTable vectors, int[] labels, int classes, int mostSteps, CancellationToken cancellationToken)
    {
        if (vectors.Count != labels.Length)
            throw new ArgumentException($"There are {vectors.Count} vectors and {labels.Length} labels: give as many of each.", nameof(labels));
        if (labels.Distinct().Take(2).Count() < 2)
            throw new InvalidDataException("All training texts have one label: a classifier needs at least two to tell apart. Check the label column of the training split.");

        var solver = new LimitedMemoryBfgs(new LogisticLoss(vectors, labels, classes, C));
        var (weights, intercepts) = LogisticLoss.Split(solver.Minimise(Tolerance, mostSteps, cancellationToken), vectors.Dimensions);
        return new(weights, intercepts);
    }

    /// <summary>Returns the label of a vector.</summary>
    public int Predict(ReadOnlySpan<float> vector)
    {
        if (_intercepts.Length == 1)
            return TensorPrimitives.Dot(vector, _weights) + _intercepts[0] > 0 ? 1 : 0;

        var (best, label) = (float.NegativeInfinity, 0);
        for (var output = 0; output < _intercepts.Length; output++)
        {
            var score = TensorPrimitives.Dot(vector, _weights.AsSpan(output * vector.Length, vector.Length)) + _intercepts[output];
            if (score > best)
                (best, label) = (score, output);
        }

        return label;
    }

    /// <summary>Returns how much a vector of two labels is of the second: the log-odds.</summary>
    public double LogOdds(ReadOnlySpan<float> vector) => TensorPrimitives.Dot(vector, _weights) + _intercepts[0];
}
