using SK.EmbeddingGemma.Kernels;

namespace SK.EmbeddingGemma.Operators;

/// <summary>
/// A linear layer with weights of 5 bits, which are brought to 8 bits where they are multiplied (<see cref="BlockWeights"/>). Inputs: rows, float [rows, inputs]; codes,
/// uint8, as <see cref="BlockShape"/> lays them; scales and sums, float, as those of 8-bit weights. Attributes: width, inputs, gated. Output: float [rows, width].
/// </summary>
internal sealed class BlockLinearOperator : Operator
{
    public const string OperatorName = "BlockLinear";

    /// <inheritdoc/>
    public override string Name => OperatorName;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorElement> Inputs { get; } = [TensorElement.Float, TensorElement.Byte, TensorElement.Float, TensorElement.Float];

    /// <inheritdoc/>
    public override OperatorKernel Create(OperatorAttributes attributes) =>
        new Kernel(new BlockShape(new Int8Shape(LinearAttributes.Read(attributes))));

    private sealed unsafe class Kernel(BlockShape shape) : OperatorKernel
    {
        private readonly Int8Linear _layer = new(shape.Int8, Int8Tile.Best);

        public override void Compute(OperatorContext context)
        {
            var rows = context.Length(0);
            var weights = new BlockWeights(shape, context.Input<byte>(1), context.Input<float>(2), context.Input<float>(3));
            var result = context.Output(rows, _layer.Width);
            using var scratch = context.Rent(_layer.ScratchSize(rows));
            _layer.Compute(context.Input<float>(0), rows, weights, result, scratch.Start, context);
        }
    }
}
