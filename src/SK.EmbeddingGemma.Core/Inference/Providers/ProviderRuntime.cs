using Microsoft.ML.OnnxRuntime;
using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Inference.Providers;

/// <summary>The native library of this application.</summary>
/// <param name="plainModels">Where plain graphs are kept.</param>
/// <param name="threads">The threads of operations that stay on the processor.</param>
internal sealed class ProviderRuntime(PlainModelCache plainModels, SessionThreads threads) : IProviderRuntime
{
    /// <summary>Gets the native names of what the library was built with.</summary>
    public static IReadOnlyList<string> NativeNames => NativeRuntime.Load().GetAvailableProviders();

    /// <summary>Returns whether the installed library has a provider.</summary>
    public static bool IsInstalled(EmbeddingGemmaExecutionProvider provider) => NativeNames.Contains(ProviderCatalog.NativeName(provider), StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool Offers(EmbeddingGemmaExecutionProvider provider) => IsInstalled(provider);

    /// <inheritdoc/>
    public IEmbeddingEngine Open(EmbeddingGemmaExecutionProvider provider, int device, ModelDirectory directory, CancellationToken cancellationToken)
    {
        using var options = ProviderCatalog.CreateOptions(provider, device, threads);
        return Open(options, directory, cancellationToken);
    }

    /// <summary>Opens a model's plain graph, or its export, with settings of the caller's.</summary>
    public IEmbeddingEngine Open(SessionOptions options, ModelDirectory directory, CancellationToken cancellationToken) => directory.Onnx is not null
        ? OnnxEngine.Load(directory, options, cancellationToken)
        : new PlainEngine(SessionFactory.Open(plainModels.Open(directory, cancellationToken), options, cancellationToken), directory.MaxTokens);
}
