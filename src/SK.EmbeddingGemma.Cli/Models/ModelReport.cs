using System.Globalization;
using System.Text.Json;
using SK.EmbeddingGemma.Generation;
using SK.EmbeddingGemma.Inference;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Cli;

/// <summary>What there is to know about a model before it runs, and about what it runs on. Immutable.</summary>
internal sealed record ModelReport
{
    /// <summary>Gets what a report looks like.</summary>
    public static ResultLayout<ModelReport> Layout { get; } = new()
    {
        Columns = [new("property"), new("value")],
        Rows = report => report.Facts.Select(fact => new[] { fact.Label, Convert.ToString(fact.Value, CultureInfo.InvariantCulture)! })
            .Concat(report.Prompts.Select(prompt => new[] { $"prompt {prompt.Key}", prompt.Value })),
        WriteJson = (writer, report) => report.WriteJson(writer),
        IsSingle = true,
    };

    /// <summary>Gets the facts, in order: texts and whole numbers.</summary>
    private IReadOnlyList<(string Label, string Property, object Value)> Facts { get; init; } = [];

    /// <summary>Gets the texts of all prompts by name, presets first, as this model has them.</summary>
    private IReadOnlyList<KeyValuePair<string, string>> Prompts { get; init; } = [];

    /// <summary>Describes a model.</summary>
    public static ModelReport Of(OpenedModel model)
    {
        var directory = model.Directory;
        return new()
        {
            Facts =
            [
                ("model", "model", model.Model.Name),
                ("path", "path", directory.Path),
                ("revision", "revision", model.Model.Revision ?? model.Space.ModelHash),
                ("precision", "precision", model.Precision is { } precision ? ModelIdentity.NameOf(precision) : "as exported"),
                ("licence", "licence", LicenceOf(model.Model)),
                ("vector space", "fingerprint", model.Space.Fingerprint),
                ("dimensions", "dimensions", directory.Dimensions),
                ("tokens, at most", "maxTokens", directory.MaxTokens),
                .. Architecture(directory.Config),
                ("dense layers", "denseLayers", DenseLayers(directory)),
                ("default prompt", "defaultPrompt", directory.DefaultPromptName ?? EmbeddingGemmaPrompt.None.Name!),
                ("converted models", "cache", model.Cache.Folder ?? "none"),
                ("ONNX Runtime", "onnxRuntime", NativeRuntime.Load().GetVersionString()),
                ("processor", "processor", Processor.Describe()),
                ("logical cores", "logicalCores", Environment.ProcessorCount),
            ],
            Prompts =
            [
                .. EmbeddingGemmaPrompt.Presets.Select(preset => KeyValuePair.Create(preset.Name!, model.TextOf(preset))),
                .. directory.Prompts.Where(prompt => EmbeddingGemmaPrompt.Presets.All(preset => preset.Name != prompt.Key)).OrderBy(prompt => prompt.Key, StringComparer.Ordinal),
            ],
        };
    }

    private static (string, string, object)[] Architecture(GemmaConfig config) =>
    [
        ("vocabulary", "vocabulary", config.VocabularySize),
        ("hidden size", "hiddenSize", config.HiddenSize),
        ("feed-forward size", "intermediateSize", config.IntermediateSize),
        ("layers", "layers", config.Layers.Count),
        ("global layers", "globalLayers", config.Layers.Count(layer => layer == LayerKind.Global)),
        ("local radius, in tokens", "localRadius", config.LocalRadius),
        ("query heads", "queryHeads", config.HeadCount),
        ("key and value heads", "keyValueHeads", config.KeyValueHeadCount),
        ("head size", "headSize", config.HeadSize),
        .. config.Second is not { } second ? [] : new (string, string, object)[]
        {
            ("key and value heads, global layers", "globalKeyValueHeads", second.GlobalHeads.KeyValueCount),
            ("head size, global layers", "globalHeadSize", second.GlobalHeads.Size),
            ("layer input size", "layerInputSize", second.LayerInputSize),
        },
    ];

    private static string LicenceOf(EmbeddingGemmaModel model) =>
        model.Equals(EmbeddingGemmaModel.Nano) ? "MIT" : model.Manifest is { } manifest ? $"{manifest.Licence}, {manifest.LicenceUrl}" : "see the model's own";

    private static string DenseLayers(ModelDirectory directory) => directory.DenseModules.Count == 0
        ? "none"
        : string.Join(", ", directory.DenseModules.Select(dense => string.Create(CultureInfo.InvariantCulture, $"{dense.InFeatures} -> {dense.OutFeatures}")));

    private void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (_, property, value) in Facts)
        {
            if (value is int number)
                writer.WriteNumber(property, number);
            else
                writer.WriteText(property, (string)value);
        }

        writer.WriteStartObject("prompts");
        foreach (var (name, text) in Prompts)
            writer.WriteText(JsonEncodedName(name), text);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // A name comes from the model's file: lone surrogates in it have no escape in a property name.
    private static string JsonEncodedName(string name) => CellText.Escape(name);
}
