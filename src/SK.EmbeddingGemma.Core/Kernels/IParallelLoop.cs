namespace SK.EmbeddingGemma.Kernels;

/// <summary>Runs the parts of a computation beside each other, on whatever threads there are.</summary>
internal interface IParallelLoop
{
    /// <summary>Calls <paramref name="body"/> once with each number from 0 to <paramref name="count"/> - 1, and returns when all calls have.</summary>
    void Run(int count, Action<int> body);
}
