namespace SK.EmbeddingGemma.Kernels;

/// <summary>Runs parts one after the other, last first: none may hang on another.</summary>
internal sealed class SerialLoop : IParallelLoop
{
    public void Run(int count, Action<int> body)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            body(i);
        }
    }
}
