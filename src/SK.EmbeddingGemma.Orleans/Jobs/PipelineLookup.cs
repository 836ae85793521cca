using Microsoft.Extensions.DependencyInjection;

namespace SK.EmbeddingGemma.Jobs;

/// <summary>Finds the pipelines that a silo has.</summary>
internal static class PipelineLookup
{
    /// <summary>Gets a pipeline.</summary>
    /// <exception cref="InvalidOperationException">The silo has none of that name.</exception>
    public static IndexingPipeline GetPipeline(this IServiceProvider services, string name) =>
        services.GetKeyedService<IndexingPipeline>(name) ?? throw new InvalidOperationException(
            $"This silo has no indexing pipeline '{name}': call AddEmbeddingGemmaIndexing with that name on the builders of all silos.");
}
