namespace SK.EmbeddingGemma.Operators;

/// <summary>An operator of a graph, computed by this library. Thread-safe.</summary>
internal abstract class Operator
{
    /// <summary>Gets its name.</summary>
    public abstract string Name { get; }

    /// <summary>Gets the types of its inputs, all of which a node has.</summary>
    public abstract IReadOnlyList<TensorElement> Inputs { get; }

    /// <summary>Gets the number of its outputs, all of them of single precision.</summary>
    public virtual int OutputCount => 1;

    /// <summary>Prepares a node: what the attributes say is read once.</summary>
    public abstract OperatorKernel Create(OperatorAttributes attributes);
}
