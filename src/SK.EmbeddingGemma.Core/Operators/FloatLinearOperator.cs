using SK.EmbeddingGemma.Kernels;

namespace SK.EmbeddingGemma.Operators;

/// <summary>
/// A linear layer in single precision (<see cref="FloatLinear"/>). Inputs: rows, float [rows, inputs]; weights, float, in <see cref="FloatPanels"/>.
/// Attributes: width, inputs, gated. Output: float [rows, width].
/// </summary>
internal sealed class FloatLinearOperator : Operator
{
    public const string OperatorName = "FloatLinear";

    /// <inheritdoc/>
    public override string Name => OperatorName;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorElement> Inputs { get; } = [TensorElement.Float, TensorElement.Float];

    /// <inheritdoc/>
    public override OperatorKernel Create(OperatorAttributes attributes) => new Kernel(LinearAttributes.Read(attributes));

    private sealed unsafe class Kernel(LinearShape shape) : OperatorKernel
    {
        private readonly FloatLinear _layer = new(shape);

        public override void Compute(OperatorContext context)
        {
            var rows = context.Length(0);
            _layer.Compute(context.Input<float>(0), rows, context.Input<float>(1), context.Output(rows, shape.Width), context);
        }
    }
}
