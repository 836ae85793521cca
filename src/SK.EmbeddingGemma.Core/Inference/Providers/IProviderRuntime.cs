using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Inference.Providers;

/// <summary>What the installed native ONNX Runtime can compute with beside the processor. Thread-safe.</summary>
internal interface IProviderRuntime
{
    /// <summary>Returns whether a provider is there.</summary>
    bool Offers(EmbeddingGemmaExecutionProvider provider);

    /// <summary>Opens a model on a provider.</summary>
    /// <param name="provider">The provider, which is there.</param>
    /// <param name="device">Which of its devices, from 0.</param>
    /// <param name="directory">The model.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="Microsoft.ML.OnnxRuntime.OnnxRuntimeException">The device is not there, or does not bear the model.</exception>
    IEmbeddingEngine Open(EmbeddingGemmaExecutionProvider provider, int device, ModelDirectory directory, CancellationToken cancellationToken);
}
