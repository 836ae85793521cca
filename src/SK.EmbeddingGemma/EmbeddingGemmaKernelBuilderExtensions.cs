using SK.EmbeddingGemma;

namespace Microsoft.SemanticKernel;

/// <summary>Adds EmbeddingGemma to a kernel.</summary>
public static class EmbeddingGemmaKernelBuilderExtensions
{
    /// <summary>Adds an <see cref="EmbeddingGemmaGenerator"/> as the kernel's embedding generator.</summary>
    /// <param name="builder">The builder. Stages around the generator are added through its services: <c>builder.Services.AddEmbeddingGemma()</c>.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="serviceId">The id to find it by where there are several; it is the service key and names the options. Default: <see langword="null"/>, the kernel's only one.</param>
    /// <returns>The same builder. The first call of the generator loads the model.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IKernelBuilder AddEmbeddingGemma(this IKernelBuilder builder, Action<EmbeddingGemmaOptions>? configure = null, string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddEmbeddingGemma(configure, serviceId);
        return builder;
    }
}
