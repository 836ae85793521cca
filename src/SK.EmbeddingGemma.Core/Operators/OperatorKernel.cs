namespace SK.EmbeddingGemma.Operators;

/// <summary>A node that is ready to run. Thread-safe: several runs may be under way.</summary>
internal abstract class OperatorKernel
{
    /// <summary>Runs the node.</summary>
    public abstract void Compute(OperatorContext context);
}
