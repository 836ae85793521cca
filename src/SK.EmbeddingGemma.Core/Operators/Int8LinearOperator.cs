using SK.EmbeddingGemma.Kernels;

namespace SK.EmbeddingGemma.Operators;

/// <summary>
/// A linear layer with 8-bit weights (<see cref="Int8Linear"/>). Inputs: rows, float [rows, inputs]; values, int8; scales and sums, float: those of
/// an <see cref="Int8Matrix"/>. Attributes: width, inputs, gated. Output: float [rows, width].
/// </summary>
internal sealed class Int8LinearOperator : Operator
{
    public const string OperatorName = "Int8Linear";

    /// <inheritdoc/>
    public override string Name => OperatorName;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorElement> Inputs { get; } = [TensorElement.Float, TensorElement.SignedByte, TensorElement.Float, TensorElement.Float];

    /// <inheritdoc/>
    public override OperatorKernel Create(OperatorAttributes attributes) => new Kernel(new Int8Shape(LinearAttributes.Read(attributes)));

    private sealed unsafe class Kernel(Int8Shape shape) : OperatorKernel
    {
        private readonly Int8Linear _layer = new(shape, Int8Tile.Best);

        public override void Compute(OperatorContext context)
        {
            var rows = context.Length(0);
            var weights = new Int8Weights(context.Input<sbyte>(1), context.Input<float>(2), context.Input<float>(3), shape.BlockSize);
            var result = context.Output(rows, _layer.Width);
            using var scratch = context.Rent(_layer.ScratchSize(rows));
            _layer.Compute(context.Input<float>(0), rows, weights, result, scratch.Start, context);
        }
    }
}
