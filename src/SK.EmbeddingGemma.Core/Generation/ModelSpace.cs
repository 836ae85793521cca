using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Generation;

/// <summary>Says which vector space a model's files are.</summary>
internal static class ModelSpace
{
    private const int PromptDigits = 16;

    /// <summary>Returns the space of a model's vectors; reads a part of its files.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static EmbeddingGemmaSpace Of(EmbeddingGemmaOptions options, ModelFiles files)
    {
        var hash = ModelRevision.Compute(files.Directory);
        var family = files.Directory.Onnx is null ? EmbeddingGemmaPrecisionFamily.Weights : EmbeddingGemmaPrecisionFamily.Export;
        var prompts = EmbeddingGemmaPrompt.Presets.SelectMany(preset => new[] { preset.Name!, files.Prompts.Resolve(preset) });
        return new(options.Model.Name, options.Model.Revision, hash, family, EmbeddingGemmaSpace.Hash(prompts)[..PromptDigits], options.Dimensions ?? files.Directory.Dimensions);
    }
}
