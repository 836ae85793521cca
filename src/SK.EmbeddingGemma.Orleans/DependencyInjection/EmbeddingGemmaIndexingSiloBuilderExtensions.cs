using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma;
using SK.EmbeddingGemma.Configuration;
using SK.EmbeddingGemma.Jobs;

namespace Orleans.Hosting;

/// <summary>Registers bulk indexing on a silo.</summary>
public static class EmbeddingGemmaIndexingSiloBuilderExtensions
{
    /// <summary>Registers where the documents of a pipeline come from and where they go, alike on all silos. Jobs keep their progress in the silos' default grain storage, and need a reminder service.</summary>
    /// <typeparam name="TKey">The type of the records' key.</typeparam>
    /// <typeparam name="TRecord">The type of the records.</typeparam>
    /// <param name="builder">The silo's builder.</param>
    /// <param name="pipeline">The pipeline's name, by which jobs name it.</param>
    /// <param name="source">Gives the source, when it is first needed.</param>
    /// <param name="collection">
    /// Gives the collection, when it is first needed; it is created where it does not exist, and not disposed: register its store as a service, which the container disposes. Have it embed with the whole cluster: <c>store.WithEmbeddingGemma(services.GetRequiredKeyedService&lt;…&gt;(EmbeddingGemmaCluster.ServiceKey))</c>.
    /// </param>
    /// <param name="configure">Changes the options, after the configuration section <c>EmbeddingGemmaIndexing:{pipeline}</c> if there is one.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="pipeline"/> is empty.</exception>
    public static ISiloBuilder AddEmbeddingGemmaIndexing<TKey, TRecord>(
        this ISiloBuilder builder,
        string pipeline,
        Func<IServiceProvider, IIndexingSource<TRecord>> source,
        Func<IServiceProvider, VectorStoreCollection<TKey, TRecord>> collection,
        Action<IndexingOptions>? configure = null)
        where TKey : notnull
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(pipeline);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(collection);
        builder.AddReminders();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddKeyedSingleton<IndexingPipeline>(
            pipeline, (provider, _) => new IndexingPipeline<TKey, TRecord>(() => source(provider), () => collection(provider), Options(provider)));
        return builder;

        IndexingOptions Options(IServiceProvider provider)
        {
            var options = new IndexingOptions();
            IndexingConfiguration.Configure(provider.GetService<IConfiguration>(), pipeline, options);
            configure?.Invoke(options);
            return options;
        }
    }
}
