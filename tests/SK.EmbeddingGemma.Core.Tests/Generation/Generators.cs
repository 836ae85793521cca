using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Generation;

/// <summary>Generators and models for tests.</summary>
internal static class Generators
{
    /// <summary>The width of the tiny model.</summary>
    public const int TinyWidth = 16;

    private static readonly TemporaryFolder SharedTiny = new();

    static Generators()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => SharedTiny.Dispose();
        new ModelDirectoryBuilder().Write(SharedTiny);
    }

    /// <summary>Gets one on Nano with default options, for all tests that do not dispose it.</summary>
    public static EmbeddingGemmaGenerator Nano { get; } = new(new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.Nano });

    /// <summary>Gets the folder of a model of two small layers, for all tests that do not change it.</summary>
    public static string TinyFolder => SharedTiny.Path;

    /// <summary>Returns a generator on the tiny model, or on the one in a folder.</summary>
    public static EmbeddingGemmaGenerator Tiny(Action<EmbeddingGemmaOptions>? configure = null, FakeLogCollector? logs = null, string? folder = null)
    {
        var options = new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.FromDirectory(folder ?? TinyFolder) };
        configure?.Invoke(options);
        using var factory = logs is null ? null : LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(logs)));
        return new EmbeddingGemmaGenerator(options, factory);
    }

    /// <summary>Embeds one text, without prompt unless the options name one.</summary>
    public static async Task<float[]> VectorAsync(this IEmbeddingGenerator<string, Embedding<float>> generator, string text, EmbeddingGenerationOptions? options = null) =>
        (await generator.GenerateVectorAsync(text, options ?? EmbeddingGemmaPrompt.None.ToOptions(), TestContext.Current.CancellationToken)).ToArray();
}
