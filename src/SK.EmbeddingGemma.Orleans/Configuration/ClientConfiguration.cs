using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace SK.EmbeddingGemma.Configuration;

/// <summary>Reads a client's options from their configuration section, where the application has a configuration.</summary>
internal sealed class ClientConfiguration(IServiceProvider services) : IConfigureOptions<EmbeddingGemmaClientOptions>
{
    private const string Section = "EmbeddingGemmaClient";
    private const string PromptText = nameof(PromptText);

    private static readonly SectionReader<EmbeddingGemmaClientOptions> Reader = new(new Dictionary<string, Action<EmbeddingGemmaClientOptions, string>>(StringComparer.Ordinal)
    {
        [nameof(EmbeddingGemmaClientOptions.Dimensions)] = static (options, value) => options.Dimensions = SettingValue.Number(value),
        [nameof(EmbeddingGemmaClientOptions.Prompt)] = static (options, value) => options.Prompt = EmbeddingGemmaPrompt.Parse(value),
        [PromptText] = static (options, value) => options.Prompt = EmbeddingGemmaPrompt.Custom(value),
        [nameof(EmbeddingGemmaClientOptions.Truncation)] = static (options, value) => options.Truncation = Enum.Parse<EmbeddingGemmaTruncation>(value, ignoreCase: true),
        [nameof(EmbeddingGemmaClientOptions.Space)] = static (options, value) => options.Space = EmbeddingGemmaSpace.Parse(value),
        [nameof(EmbeddingGemmaClientOptions.BatchTexts)] = static (options, value) => options.BatchTexts = SettingValue.Number(value),
        [nameof(EmbeddingGemmaClientOptions.BatchesPerSilo)] = static (options, value) => options.BatchesPerSilo = SettingValue.Number(value),
        [nameof(EmbeddingGemmaClientOptions.QueryHedgeDelay)] = static (options, value) => options.QueryHedgeDelay = SettingValue.Duration(value),
        [nameof(EmbeddingGemmaClientOptions.Attempts)] = static (options, value) => options.Attempts = SettingValue.Number(value),
    }, nameof(EmbeddingGemmaClientOptions.Prompt), PromptText);

    public void Configure(EmbeddingGemmaClientOptions options)
    {
        if (services.GetService<IConfiguration>()?.GetSection(Section) is { } section)
            Reader.Read(section, options);
    }
}
