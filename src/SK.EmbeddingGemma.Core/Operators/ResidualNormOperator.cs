using SK.EmbeddingGemma.Kernels;

namespace SK.EmbeddingGemma.Operators;

/// <summary>
/// The end of a block of a layer (<see cref="ResidualNorm"/>). Inputs: the block's output and the residual stream before it, float [rows, width]; the norms
/// of the output and of the next block, float [width]; what the sum is multiplied by, float [1]. Attribute: epsilon. Outputs: what the next block reads, and the residual stream, float [rows, width].
/// </summary>
internal sealed class ResidualNormOperator : Operator
{
    public const string OperatorName = "ResidualNorm";
    public const string Epsilon = "epsilon";

    /// <inheritdoc/>
    public override string Name => OperatorName;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorElement> Inputs { get; } =
        [TensorElement.Float, TensorElement.Float, TensorElement.Float, TensorElement.Float, TensorElement.Float];

    /// <inheritdoc/>
    public override int OutputCount => 2;

    /// <inheritdoc/>
    public override OperatorKernel Create(OperatorAttributes attributes) => new Kernel(attributes.Float("epsilon"u8));

    private sealed unsafe class Kernel(float epsilon) : OperatorKernel
    {
        public override void Compute(OperatorContext context)
        {
            var (rows, width) = (context.Length(0), context.Length(2));
            var norm = new ResidualNorm(width, context.Input<float>(2), context.Input<float>(3), *context.Input<float>(4), epsilon);
            norm.Compute(context.Input<float>(0), context.Input<float>(1), rows, context.Output(rows, width, 0), context.Output(rows, width, 1), context);
        }
    }
}
