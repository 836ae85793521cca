namespace SK.EmbeddingGemma.Kernels;

/// <summary>What kernels in single precision need of a processor's vectors; a kernel is compiled once for each width.</summary>
/// <typeparam name="TVector">The vector.</typeparam>
internal unsafe interface IFloatLanes<TVector>
    where TVector : struct
{
    /// <summary>Gets the elements of a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Gets the most rows whose sums, two vectors each, and what they are made of fit into the processor's registers.</summary>
    static abstract int MostRows { get; }

    static abstract TVector Load(float* source);

    static abstract TVector Broadcast(float value);

    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    static abstract void Store(TVector vector, float* target);
}
