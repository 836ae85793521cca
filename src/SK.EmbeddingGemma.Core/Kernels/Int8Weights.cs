namespace SK.EmbeddingGemma.Kernels;

/// <summary>Where the parts of an <see cref="Int8Matrix"/> lie in memory.</summary>
/// <param name="values">The values.</param>
/// <param name="scales">The scales.</param>
/// <param name="sums">The sums.</param>
internal sealed unsafe class Int8Weights(sbyte* values, float* scales, float* sums)
{
    /// <summary>Gets the values.</summary>
    public sbyte* Values => values;

    /// <summary>Gets the scales.</summary>
    public float* Scales => scales;

    /// <summary>Gets the sums.</summary>
    public float* Sums => sums;
}
