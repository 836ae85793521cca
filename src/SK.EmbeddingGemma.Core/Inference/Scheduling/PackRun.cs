namespace SK.EmbeddingGemma.Inference.Scheduling;

/// <summary>Computes the vectors of a pack, in its order. May be called by two threads at a time.</summary>
/// <param name="texts">The texts' token ids.</param>
/// <param name="cancellationToken">Stops the run: nobody waits for any of the vectors.</param>
internal delegate float[][] PackRun(IReadOnlyList<ReadOnlyMemory<int>> texts, CancellationToken cancellationToken);
