using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Classification;

/// <summary>
/// Looks along a line for a point that is enough lower and enough flatter (Moré and Thuente 1994): an interval that holds such a step is narrowed by cubic and quadratic interpolation.
/// </summary>
internal sealed class LineSearch(IObjective objective, double[] origin, double[] direction)
{
    /// <summary>The part of the promised decrease that is enough; of the slope that may be left. As in L-BFGS-B.</summary>
    private const double EnoughDecrease = 1e-3;
    private const double EnoughFlatness = 0.9;

    /// <summary>The most evaluations, as scikit-learn sets it.</summary>
    private const int MostTrials = 50;
    private const double LongestStep = 1e10;

    /// <summary>Returns the point, or <see langword="null"/> where the line does not go down or no step is enough.</summary>
    public LinePoint? Find(double value, double[] gradient, double step)
    {
        var slope = TensorPrimitives.Dot<double>(gradient, direction);
        if (slope >= 0)
            return null;

        var start = new LineStep(0, value, slope);
        var (low, high, bracketed, modified) = (start, start, false, true);
        var (width, widthBefore) = (LongestStep, 2 * LongestStep);
        for (var trial = 0; trial < MostTrials; trial++)
        {
            var found = Evaluate(step);
            var current = new LineStep(step, found.Value, TensorPrimitives.Dot<double>(found.Gradient, direction));
            var promised = value + (EnoughDecrease * step * slope);
            if (current.Value <= promised && Math.Abs(current.Slope) <= EnoughFlatness * -slope)
                return found;

            modified &= current.Value > promised || current.Slope < 0;
            // Before a step is low enough with a rising slope, the auxiliary function guides: what is promised taken off.
            var tilt = modified && current.Value <= low.Value && current.Value > promised ? EnoughDecrease * slope : 0;
            var least = trial == 0 ? 0 : bracketed ? Math.Min(low.Step, high.Step) : step + (1.1 * (step - low.Step));
            var greatest = bracketed ? Math.Max(low.Step, high.Step) : step + (4 * (step - low.Step));
            var update = LineInterval.Update(low.Tilted(tilt), high.Tilted(tilt), current.Tilted(tilt), bracketed, least, greatest);
            (low, high, bracketed, step) = (update.Low.Tilted(-tilt), update.High.Tilted(-tilt), update.Bracketed, update.Next);
            if (bracketed)
            {
                if (Math.Abs(high.Step - low.Step) >= 0.66 * widthBefore)
                    step = low.Step + (0.5 * (high.Step - low.Step));
                (widthBefore, width) = (width, Math.Abs(high.Step - low.Step));
                if (width <= 0.1 * 2.220446049250313e-16 * Math.Max(low.Step, high.Step))
                    return low.Step > 0 ? Evaluate(low.Step) : null; // nothing is left between the two
            }

            step = Math.Clamp(step, 0, LongestStep);
        }

        return low.Step > 0 && low.Value < value ? Evaluate(low.Step) : null;
    }

    private LinePoint Evaluate(double step)
    {
        var (point, gradient) = (new double[origin.Length], new double[origin.Length]);
        TensorPrimitives.MultiplyAdd(direction, step, origin, point);
        var value = objective.Evaluate(point, gradient);
        return new(point, value, gradient);
    }
}
