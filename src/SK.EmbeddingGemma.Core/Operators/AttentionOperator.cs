using SK.EmbeddingGemma.Kernels;

namespace SK.EmbeddingGemma.Operators;

/// <summary>
/// Attention over a pack (<see cref="PackedAttention"/>). Inputs: queries, keys and values, float [tokens, (heads + 2 key_heads) * head_size]; the norms of
/// queries and keys, float [head_size]; cosines and sines, float [positions, head_size / 2]; starts, int64 [texts + 1]: each text's first token,
/// and the end of the last. Attributes: heads, key_heads, head_size, radius, scale, epsilon, normalizes_values. Output: float [tokens, heads * head_size].
/// </summary>
internal sealed class AttentionOperator : Operator
{
    public const string OperatorName = "PackedAttention";
    public const string Heads = "heads";
    public const string KeyHeads = "key_heads";
    public const string HeadSize = "head_size";
    public const string Radius = "radius";
    public const string Scale = "scale";
    public const string Epsilon = "epsilon";
    public const string NormalizesValues = "normalizes_values";

    /// <inheritdoc/>
    public override string Name => OperatorName;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorElement> Inputs { get; } =
        [TensorElement.Float, TensorElement.Float, TensorElement.Float, TensorElement.Float, TensorElement.Float, TensorElement.Long];

    /// <inheritdoc/>
    public override OperatorKernel Create(OperatorAttributes attributes) => new Kernel(new AttentionShape(
        attributes.Integer("heads"u8),
        attributes.Integer("key_heads"u8),
        attributes.Integer("head_size"u8),
        attributes.Integer("radius"u8),
        attributes.Float("scale"u8),
        attributes.Float("epsilon"u8),
        attributes.Integer("normalizes_values"u8) != 0));

    private sealed unsafe class Kernel(AttentionShape shape) : OperatorKernel
    {
        private readonly PackedAttention _attention = new(shape);

        public override void Compute(OperatorContext context)
        {
            var (tokens, texts) = (context.Length(0), context.Length(5) - 1);
            var inputs = new AttentionInputs
            {
                Rows = context.Input<float>(0),
                QueryNorm = context.Input<float>(1),
                KeyNorm = context.Input<float>(2),
                Cosines = context.Input<float>(3),
                Sines = context.Input<float>(4),
            };
            var result = context.Output(tokens, shape.Heads * shape.HeadSize);
            using var scratch = context.Rent(_attention.ScratchSize(tokens, texts));
            _attention.Compute(inputs, new ReadOnlySpan<long>(context.Input<long>(5), texts + 1), result, scratch.Start, context);
        }
    }
}
