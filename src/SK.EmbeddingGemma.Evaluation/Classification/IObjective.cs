namespace SK.EmbeddingGemma.Classification;

/// <summary>A smooth function of many parameters to make small.</summary>
internal interface IObjective
{
    /// <summary>Gets the number of parameters.</summary>
    int Count { get; }

    /// <summary>Returns the value at some parameters, and fills the gradient.</summary>
    double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient);
}
