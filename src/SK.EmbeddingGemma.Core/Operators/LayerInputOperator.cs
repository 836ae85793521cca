using SK.EmbeddingGemma.Kernels;

namespace SK.EmbeddingGemma.Operators;

/// <summary>
/// A layer's own input (<see cref="LayerInput"/>). Inputs: the gates, float [rows, width]; the parts of all layers, float [rows, layers * width]; the
/// scale of their norm, float [width]. Attributes: layers, layer, epsilon. Output: float [rows, width].
/// </summary>
internal sealed class LayerInputOperator : Operator
{
    public const string OperatorName = "LayerInput";
    public const string Layers = "layers";
    public const string Layer = "layer";
    public const string Epsilon = "epsilon";

    /// <inheritdoc/>
    public override string Name => OperatorName;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorElement> Inputs { get; } = [TensorElement.Float, TensorElement.Float, TensorElement.Float];

    /// <inheritdoc/>
    public override OperatorKernel Create(OperatorAttributes attributes) =>
        new Kernel(attributes.Integer("layers"u8), attributes.Integer("layer"u8), attributes.Float("epsilon"u8));

    private sealed unsafe class Kernel(int layers, int layer, float epsilon) : OperatorKernel
    {
        public override void Compute(OperatorContext context)
        {
            var (rows, width) = (context.Length(0), context.Length(2));
            new LayerInput(width, layers, layer, epsilon).Compute(
                context.Input<float>(0), context.Input<float>(1), context.Input<float>(2), rows, context.Output(rows, width), context);
        }
    }
}
