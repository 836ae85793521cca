using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Generation;

/// <summary>Says which vector space a model's files are.</summary>
internal static class ModelSpace
{
    private const int PromptDigits = 16;

    /// <summary>Gets what <see cref="EmbeddingGemmaSpace.PromptsHash"/> is of a model whose presets are as <see cref="EmbeddingGemmaPrompt.Text"/> has them.</summary>
    public static string UsualPromptsHash { get; } = HashPrompts(preset => preset.Text);

    /// <summary>Returns the space of a model's vectors; reads a part of its files.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static EmbeddingGemmaSpace Of(EmbeddingGemmaOptions options, ModelFiles files)
    {
        var hash = ModelRevision.Compute(files.Directory);
        var family = files.Directory.Onnx is null ? EmbeddingGemmaPrecisionFamily.Weights : EmbeddingGemmaPrecisionFamily.Export;
        return new(options.Model.Name, options.Model.Revision, hash, family, HashPrompts(files.Prompts.Resolve), options.Dimensions ?? files.Directory.Dimensions);
    }

    private static string HashPrompts(Func<EmbeddingGemmaPrompt, string> textOf) =>
        EmbeddingGemmaSpace.Hash(EmbeddingGemmaPrompt.Presets.SelectMany(preset => new[] { preset.Name!, textOf(preset) }))[..PromptDigits];
}
