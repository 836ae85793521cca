using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Classification;

/// <summary>
/// The limited-memory quasi-Newton method of Nocedal (1980) with the line search of Moré and Thuente (1994) and the memory, first step and stopping rules that scikit-learn has from SciPy's L-BFGS-B,
/// so that a run that is stopped early stops at the same place. Not thread-safe.
/// </summary>
internal sealed class LimitedMemoryBfgs
{
    /// <summary>How many steps are remembered.</summary>
    private const int Memory = 10;

    /// <summary>The least relative gain of a step: scikit-learn's 64 epsilon.</summary>
    private const double LeastGain = 64 * 2.220446049250313e-16;

    private readonly IObjective _objective;
    private readonly List<(double[] Step, double[] Change, double Scale)> _memory = [];

    public LimitedMemoryBfgs(IObjective objective) => _objective = objective;

    /// <summary>Gets how many steps were taken.</summary>
    public int Steps { get; private set; }

    /// <summary>Returns the parameters, from 0 on, at which no derivative is above a tolerance, or where the steps are used up.</summary>
    public double[] Minimise(double tolerance, int mostSteps, CancellationToken cancellationToken)
    {
        var (point, gradient) = (new double[_objective.Count], new double[_objective.Count]);
        var value = _objective.Evaluate(point, gradient);
        while (Steps < mostSteps && Math.Abs(TensorPrimitives.MaxMagnitude<double>(gradient)) > tolerance)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var search = new LineSearch(_objective, point, Direction(gradient));
            var first = Steps == 0 ? 1 / TensorPrimitives.Norm<double>(gradient) : 1; // of length 1
            if (search.Find(value, gradient, first) is not { } found)
            {
                if (_memory.Count == 0)
                    break; // along the gradient itself nothing is gained: rounding
                _memory.Clear();
                continue;
            }

            Remember(point, gradient, found);
            Steps++;
            var gain = (value - found.Value) / Math.Max(1, Math.Max(Math.Abs(value), Math.Abs(found.Value)));
            (point, gradient, value) = (found.Point, found.Gradient, found.Value);
            if (gain <= LeastGain)
                break;
        }

        return point;
    }

    private double[] Direction(double[] gradient)
    {
        var direction = new double[gradient.Length];
        TensorPrimitives.Negate(gradient, direction);
        var weights = new double[_memory.Count];
        for (var i = _memory.Count - 1; i >= 0; i--)
        {
            var (step, change, scale) = _memory[i];
            weights[i] = scale * TensorPrimitives.Dot<double>(step, direction);
            TensorPrimitives.MultiplyAdd(change, -weights[i], direction, direction);
        }

        if (_memory.Count > 0)
        {
            var (_, change, scale) = _memory[^1];
            TensorPrimitives.Multiply(direction, 1 / (scale * TensorPrimitives.SumOfSquares<double>(change)), direction);
        }

        for (var i = 0; i < _memory.Count; i++)
        {
            var (step, change, scale) = _memory[i];
            TensorPrimitives.MultiplyAdd(step, weights[i] - (scale * TensorPrimitives.Dot<double>(change, direction)), direction, direction);
        }

        return direction;
    }

    private void Remember(double[] point, double[] gradient, LinePoint found)
    {
        var (step, change) = (new double[point.Length], new double[point.Length]);
        TensorPrimitives.Subtract(found.Point, point, step);
        TensorPrimitives.Subtract(found.Gradient, gradient, change);
        var curvature = TensorPrimitives.Dot<double>(step, change);
        if (curvature <= 2.220446049250313e-16 * Math.Abs(TensorPrimitives.Dot<double>(step, gradient)))
            return; // no curvature to learn from

        if (_memory.Count == Memory)
            _memory.RemoveAt(0);
        _memory.Add((step, change, 1 / curvature));
    }
}
