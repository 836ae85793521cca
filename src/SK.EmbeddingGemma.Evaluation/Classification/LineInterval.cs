using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Classification;

/// <summary>The interval of a line search: its better end, its other end, whether the step that is looked for must lie between them, and the next step to try.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LineInterval(LineStep Low, LineStep High, bool Bracketed, double Next)
{
    /// <summary>Narrows the interval with a step that was tried, by the four cases of Moré and Thuente.</summary>
    public static LineInterval Update(LineStep low, LineStep high, LineStep tried, bool bracketed, double least, double greatest)
    {
        var cubic = Cubic(low, tried);
        var secant = Secant(tried, low);
        var opposite = tried.Slope * Math.Sign(low.Slope) < 0;
        double next;
        if (tried.Value > low.Value)
        {
            var quadratic = low.Step + (low.Slope / (((low.Value - tried.Value) / (tried.Step - low.Step)) + low.Slope) / 2 * (tried.Step - low.Step));
            next = Math.Abs(cubic - low.Step) < Math.Abs(quadratic - low.Step) ? cubic : cubic + ((quadratic - cubic) / 2);
            bracketed = true;
        }
        else if (opposite)
        {
            next = Math.Abs(cubic - tried.Step) > Math.Abs(secant - tried.Step) ? cubic : secant;
            bracketed = true;
        }
        else if (Math.Abs(tried.Slope) < Math.Abs(low.Slope))
        {
            next = Flatter(low, high, tried, bracketed, least, greatest);
        }
        else
        {
            next = bracketed ? Cubic(high, tried) : tried.Step > low.Step ? greatest : least;
        }

        if (tried.Value > low.Value)
            high = tried;
        else
            (low, high) = (tried, opposite ? low : high);
        return new(low, high, bracketed, next);
    }

    // The slope falls without changing sign: the cubic's minimum counts only where it lies beyond the step.
    private static double Flatter(LineStep low, LineStep high, LineStep tried, bool bracketed, double least, double greatest)
    {
        var theta = (3 * (low.Value - tried.Value) / (tried.Step - low.Step)) + low.Slope + tried.Slope;
        var scale = Math.Max(Math.Abs(theta), Math.Max(Math.Abs(low.Slope), Math.Abs(tried.Slope)));
        var root = scale * Math.Sqrt(Math.Max(0, (theta / scale * (theta / scale)) - (low.Slope / scale * (tried.Slope / scale))));
        var gamma = tried.Step > low.Step ? -root : root;
        var ratio = (gamma - tried.Slope + theta) / (gamma + (low.Slope - tried.Slope) + gamma);
        var cubic = ratio < 0 && gamma != 0 ? tried.Step + (ratio * (low.Step - tried.Step)) : tried.Step > low.Step ? greatest : least;
        var secant = Secant(tried, low);
        if (!bracketed)
            return Math.Clamp(Math.Abs(cubic - tried.Step) > Math.Abs(secant - tried.Step) ? cubic : secant, Math.Min(least, greatest), Math.Max(least, greatest));

        var next = Math.Abs(cubic - tried.Step) < Math.Abs(secant - tried.Step) ? cubic : secant;
        var limit = tried.Step + (0.66 * (high.Step - tried.Step));
        return tried.Step > low.Step ? Math.Min(limit, next) : Math.Max(limit, next);
    }

    private static double Secant(LineStep from, LineStep other) => from.Step + (from.Slope / (from.Slope - other.Slope) * (other.Step - from.Step));

    // The minimum of the cubic through both ends with their slopes.
    private static double Cubic(LineStep from, LineStep to)
    {
        var theta = (3 * (from.Value - to.Value) / (to.Step - from.Step)) + from.Slope + to.Slope;
        var scale = Math.Max(Math.Abs(theta), Math.Max(Math.Abs(from.Slope), Math.Abs(to.Slope)));
        var root = scale * Math.Sqrt(Math.Max(0, (theta / scale * (theta / scale)) - (from.Slope / scale * (to.Slope / scale))));
        var gamma = to.Step < from.Step ? -root : root;
        var ratio = (gamma - from.Slope + theta) / (gamma - from.Slope + gamma + to.Slope);
        return from.Step + (ratio * (to.Step - from.Step));
    }
}
