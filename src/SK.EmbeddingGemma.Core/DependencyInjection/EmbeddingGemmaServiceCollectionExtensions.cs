using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SK.EmbeddingGemma;
using SK.EmbeddingGemma.DependencyInjection;
using SK.EmbeddingGemma.Generation;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers EmbeddingGemma.</summary>
public static class EmbeddingGemmaServiceCollectionExtensions
{
    /// <summary>Registers an <see cref="EmbeddingGemmaGenerator"/> as the embedding generator, a singleton that the container disposes.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes the options, after the configuration section <c>EmbeddingGemma</c> if there is one. Options are checked when the host starts.</param>
    /// <returns>A builder for stages around the generator, such as a cache. The first call loads the model, not the registration.</returns>
    /// <remarks>
    /// Both <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> and <see cref="IEmbeddingGenerator"/> resolve to it. Registered twice, the
    /// options of both calls apply, in their order, and the last pipeline is the one that resolves.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static EmbeddingGeneratorBuilder<string, Embedding<float>> AddEmbeddingGemma(
        this IServiceCollection services, Action<EmbeddingGemmaOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var name = AddOptions(services, serviceKey: null, configure);
        return UseDefaults(services.AddEmbeddingGenerator(provider => Create(provider, name)), name);
    }

    /// <summary>Registers an <see cref="EmbeddingGemmaGenerator"/> under a key; otherwise as <see cref="AddEmbeddingGemma"/> does.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key. A string also names the options.</param>
    /// <param name="configure">Changes the options, after the configuration section <c>EmbeddingGemma:{key}</c> if there is one.</param>
    /// <returns>A builder for stages around the generator.</returns>
    /// <remarks>Each key has options and a model of its own, even where the models are the same.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> or <paramref name="serviceKey"/> is <see langword="null"/>.</exception>
    public static EmbeddingGeneratorBuilder<string, Embedding<float>> AddKeyedEmbeddingGemma(
        this IServiceCollection services, object serviceKey, Action<EmbeddingGemmaOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(serviceKey);
        var name = AddOptions(services, serviceKey, configure);
        return UseDefaults(services.AddKeyedEmbeddingGenerator(serviceKey, provider => Create(provider, name)), name);
    }

    private static string AddOptions(IServiceCollection services, object? serviceKey, Action<EmbeddingGemmaOptions>? configure)
    {
        var registration = EmbeddingGemmaRegistration.Find(services, serviceKey);
        if (registration is null)
        {
            registration = EmbeddingGemmaRegistration.Add(services, serviceKey);
            services.AddOptions<EmbeddingGemmaOptions>(registration.OptionsName).ValidateOnStart();
            services.AddSingleton<IConfigureOptions<EmbeddingGemmaOptions>>(provider => new ConfigurationBinding(registration, provider));
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EmbeddingGemmaOptions>, EmbeddingGemmaOptionsValidator>());
            services.AddSingleton<IHostedService>(provider => new ModelStartup(provider, serviceKey, registration.OptionsName));
        }

        if (configure is not null)
            services.Configure(registration.OptionsName, configure);

        return registration.OptionsName;
    }

    private static EmbeddingGemmaGenerator Create(IServiceProvider provider, string name) =>
        new(OptionsOf(provider, name), provider.GetService<ILoggerFactory>(), provider.GetService<TimeProvider>());

    /// <summary>Adds the first, and so the outermost, stage.</summary>
    private static EmbeddingGeneratorBuilder<string, Embedding<float>> UseDefaults(EmbeddingGeneratorBuilder<string, Embedding<float>> builder, string name) =>
        builder.Use((inner, provider) => new RegisteredDefaultsGenerator(inner, OptionsOf(provider, name)));

    private static EmbeddingGemmaOptions OptionsOf(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<EmbeddingGemmaOptions>>().Get(name);
}
