using SK.EmbeddingGemma.Kernels;

namespace SK.EmbeddingGemma.Operators;

/// <summary>
/// The end of a block behind which the residual stream is read as it is (<see cref="ResidualNorm"/>). Inputs: the block's output and the residual stream
/// before it, float [rows, width]; the norm of the output, float [width]. Attribute: epsilon. Output: the residual stream, float [rows, width].
/// </summary>
internal sealed class ResidualOperator : Operator
{
    public const string OperatorName = "Residual";
    public const string Epsilon = "epsilon";

    /// <inheritdoc/>
    public override string Name => OperatorName;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorElement> Inputs { get; } = [TensorElement.Float, TensorElement.Float, TensorElement.Float];

    /// <inheritdoc/>
    public override OperatorKernel Create(OperatorAttributes attributes) => new Kernel(attributes.Float("epsilon"u8));

    private sealed unsafe class Kernel(float epsilon) : OperatorKernel
    {
        public override void Compute(OperatorContext context)
        {
            var (rows, width) = (context.Length(0), context.Length(2));
            var norm = new ResidualNorm(width, context.Input<float>(2), nextNorm: null, factor: 1, epsilon);
            norm.Compute(context.Input<float>(0), context.Input<float>(1), rows, normed: null, context.Output(rows, width), context);
        }
    }
}
