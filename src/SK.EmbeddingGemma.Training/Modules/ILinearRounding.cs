using TorchSharp;

namespace SK.EmbeddingGemma.Modules;

/// <summary>Computes what a coarser number format would make of weights and inputs, with the gradient of the exact ones.</summary>
internal interface ILinearRounding
{
    /// <summary>Returns a linear layer's weights, [outputs, inputs], as the format has them.</summary>
    torch.Tensor Weights(torch.Tensor weights);

    /// <summary>Returns a linear layer's inputs, [rows, inputs], as the format has them.</summary>
    torch.Tensor Inputs(torch.Tensor inputs);

    /// <summary>Returns rows of token embeddings as the format has them.</summary>
    torch.Tensor Embeddings(torch.Tensor rows);
}
