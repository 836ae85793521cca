using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Classification;

/// <summary>A step along a line.</summary>
/// <param name="Step">Its length.</param>
/// <param name="Value">The function's value there.</param>
/// <param name="Slope">The function's slope there, along the line.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LineStep(double Step, double Value, double Slope)
{
    /// <summary>Returns the step in the function minus a line through 0 with a slope.</summary>
    public LineStep Tilted(double slope) => slope == 0 ? this : new(Step, Value - (Step * slope), Slope - slope);
}
