namespace SK.EmbeddingGemma.Optimization;

/// <summary>A learning rate that rises in a line and then falls along half a cosine to a tenth.</summary>
/// <param name="peak">The highest rate.</param>
/// <param name="warmup">The steps that it rises in.</param>
/// <param name="steps">All steps.</param>
internal sealed class LearningRateSchedule(double peak, int warmup, int steps)
{
    private const double LastShare = 0.1;

    /// <summary>Returns the rate of a step, from 1.</summary>
    public double At(int step)
    {
        if (step <= warmup)
            return peak * step / warmup;
        var done = (double)(step - warmup) / Math.Max(1, steps - warmup);
        return peak * (LastShare + ((1 - LastShare) * (1 + Math.Cos(Math.PI * Math.Min(1, done))) / 2));
    }
}
