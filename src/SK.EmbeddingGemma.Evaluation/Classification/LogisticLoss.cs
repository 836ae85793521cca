using System.Numerics.Tensors;
using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Classification;

/// <summary>
/// The mean cross-entropy of labels with an L2 penalty on the weights, not on the intercepts: scikit-learn's objective of LogisticRegression. Parameters are [outputs, dimensions + 1], the intercept
/// last in each row; two labels have one output, the log-odds of the second.
/// </summary>
internal sealed class LogisticLoss : IObjective
{
    /// <summary>In how many parts rows are summed: fixed, so that a result does not depend on the number of processors.</summary>
    private const int Parts = 8;

    private readonly VectorTable _vectors;
    private readonly int[] _labels;
    private readonly int _outputs;
    private readonly double _penalty;

    /// <summary>Makes the objective.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="labels">Their labels, whole numbers from 0.</param>
    /// <param name="classes">The number of different labels, at least 2.</param>
    /// <param name="c">The inverse strength of the penalty.</param>
    public LogisticLoss(VectorTable vectors, int[] labels, int classes, double c)
    {
        (_vectors, _labels, _outputs, _penalty) = (vectors, labels, classes == 2 ? 1 : classes, 1 / (c * labels.Length));
        Count = _outputs * (vectors.Dimensions + 1);
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        var width = _vectors.Dimensions;
        var (weights, intercepts) = Split(parameters, width);
        var sums = new (double Loss, float[] Weights, double[] Intercepts)[Parts];
        Parallel.For(0, Parts, part => sums[part] = Sum(part, weights, intercepts));

        gradient.Clear();
        var loss = 0.0;
        foreach (var (part, weightSums, interceptSums) in sums)
        {
            loss += part;
            for (var output = 0; output < _outputs; output++)
            {
                for (var d = 0; d < width; d++)
                    gradient[(output * (width + 1)) + d] += weightSums[(output * width) + d];
                gradient[(output * (width + 1)) + width] += interceptSums[output];
            }
        }

        TensorPrimitives.Divide(gradient, _labels.Length, gradient);
        var squares = 0.0;
        for (var output = 0; output < _outputs; output++)
        {
            var row = parameters.Slice(output * (width + 1), width);
            squares += TensorPrimitives.SumOfSquares(row);
            var slope = gradient.Slice(output * (width + 1), width);
            TensorPrimitives.MultiplyAdd(row, _penalty, slope, slope);
        }

        return (loss / _labels.Length) + (_penalty / 2 * squares);
    }

    /// <summary>Returns the weights [outputs, dimensions] and the intercepts of parameters.</summary>
    public static (float[] Weights, float[] Intercepts) Split(ReadOnlySpan<double> parameters, int width)
    {
        var outputs = parameters.Length / (width + 1);
        var (weights, intercepts) = (new float[outputs * width], new float[outputs]);
        for (var output = 0; output < outputs; output++)
        {
            TensorPrimitives.ConvertTruncating(parameters.Slice(output * (width + 1), width), weights.AsSpan(output * width, width));
            intercepts[output] = (float)parameters[(output * (width + 1)) + width];
        }

        return (weights, intercepts);
    }

    private (double Loss, float[] Weights, double[] Intercepts) Sum(int part, float[] weights, float[] intercepts)
    {
        var width = _vectors.Dimensions;
        var (weightSums, interceptSums, scores) = (new float[weights.Length], new double[_outputs], new float[_outputs]);
        var loss = 0.0;
        for (var row = (int)((long)_labels.Length * part / Parts); row < (int)((long)_labels.Length * (part + 1) / Parts); row++)
        {
            ReadOnlySpan<float> vector = _vectors[row];
            for (var output = 0; output < _outputs; output++)
                scores[output] = TensorPrimitives.Dot(vector, weights.AsSpan(output * width, width)) + intercepts[output];

            loss += _outputs == 1 ? BinaryResidual(scores, _labels[row]) : Residuals(scores, _labels[row]);
            for (var output = 0; output < _outputs; output++)
            {
                var sums = weightSums.AsSpan(output * width, width);
                TensorPrimitives.MultiplyAdd(vector, scores[output], sums, sums);
                interceptSums[output] += scores[output];
            }
        }

        return (loss, weightSums, interceptSums);
    }

    // Turns scores into the loss's derivatives by them, and returns the loss.
    private static double Residuals(Span<float> scores, int label)
    {
        var (greatest, own) = (TensorPrimitives.Max<float>(scores), scores[label]);
        TensorPrimitives.Subtract(scores, greatest, scores);
        TensorPrimitives.Exp(scores, scores);
        var sum = TensorPrimitives.Sum<float>(scores);
        TensorPrimitives.Divide(scores, sum, scores);
        scores[label] -= 1;
        return Math.Log(sum) + greatest - own;
    }

    private static double BinaryResidual(Span<float> scores, int label)
    {
        double score = scores[0];
        var loss = Math.Max(score, 0) + Math.Log(1 + Math.Exp(-Math.Abs(score))) - (label * score);
        scores[0] = (float)((1 / (1 + Math.Exp(-score))) - label);
        return loss;
    }
}
