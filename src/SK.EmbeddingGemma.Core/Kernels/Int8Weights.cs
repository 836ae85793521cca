namespace SK.EmbeddingGemma.Kernels;

/// <summary>Where the parts of an <see cref="Int8Matrix"/> lie in memory.</summary>
/// <param name="values">The values.</param>
/// <param name="scales">The scales.</param>
/// <param name="sums">The sums.</param>
/// <param name="blockSize">The bytes of a block of outputs.</param>
internal unsafe class Int8Weights(sbyte* values, float* scales, float* sums, int blockSize)
{
    /// <summary>Gets the scales.</summary>
    public float* Scales => scales;

    /// <summary>Gets the sums.</summary>
    public float* Sums => sums;

    /// <summary>Gets the bytes of the buffer that <see cref="Block"/> needs.</summary>
    public virtual int BufferSize => 0;

    /// <summary>Gets the bytes from the weights in use to those that are wanted next.</summary>
    public virtual nint Ahead => blockSize;

    /// <summary>Returns where the values of a block of outputs are.</summary>
    /// <param name="index">The block.</param>
    /// <param name="buffer">Memory of <see cref="BufferSize"/> bytes, in which they may be brought.</param>
    public virtual sbyte* Block(int index, sbyte* buffer) => values + ((long)index * blockSize);
}
