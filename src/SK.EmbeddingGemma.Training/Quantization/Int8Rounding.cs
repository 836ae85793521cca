using SK.EmbeddingGemma.Modules;
using TorchSharp;

namespace SK.EmbeddingGemma.Quantization;

/// <summary>8 bits as the engine has them: weights and inputs in groups of at most 128, embeddings by row. Thread-safe.</summary>
internal sealed class Int8Rounding : ILinearRounding
{
    /// <inheritdoc/>
    public torch.Tensor Weights(torch.Tensor weights) => GroupRounding.Weights(weights);

    /// <inheritdoc/>
    public torch.Tensor Inputs(torch.Tensor inputs) => GroupRounding.Inputs(inputs);

    /// <inheritdoc/>
    public torch.Tensor Embeddings(torch.Tensor rows) => GroupRounding.Rows(rows);
}
