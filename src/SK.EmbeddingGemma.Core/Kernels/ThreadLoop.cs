namespace SK.EmbeddingGemma.Kernels;

/// <summary>Runs parts on the threads of the process's pool, for computations outside a session. Thread-safe.</summary>
internal sealed class ThreadLoop : IParallelLoop
{
    /// <inheritdoc/>
    public void Run(int count, Action<int> body) => Parallel.For(0, count, body);
}
