using Microsoft.Extensions.Configuration;

namespace SK.EmbeddingGemma.Configuration;

/// <summary>Reads a pipeline's options from their configuration section, where the application has a configuration.</summary>
internal static class IndexingConfiguration
{
    private const string Section = "EmbeddingGemmaIndexing";

    private static readonly SectionReader<IndexingOptions> Reader = new(new Dictionary<string, Action<IndexingOptions, string>>(StringComparer.Ordinal)
    {
        [nameof(IndexingOptions.BatchDocuments)] = static (options, value) => options.BatchDocuments = SettingValue.Number(value),
        [nameof(IndexingOptions.PartitionsAtOnce)] = static (options, value) => options.PartitionsAtOnce = SettingValue.Number(value),
        [nameof(IndexingOptions.MostSetAside)] = static (options, value) => options.MostSetAside = SettingValue.Number(value),
        [nameof(IndexingOptions.Heartbeat)] = static (options, value) => options.Heartbeat = SettingValue.Duration(value),
    });

    /// <summary>Reads them.</summary>
    public static void Configure(IConfiguration? configuration, string pipeline, IndexingOptions options)
    {
        if (configuration?.GetSection(Section).GetSection(pipeline) is { } section)
            Reader.Read(section, options);
    }
}
