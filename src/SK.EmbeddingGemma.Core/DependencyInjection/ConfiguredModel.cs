using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Models.Gguf;

namespace SK.EmbeddingGemma.DependencyInjection;

/// <summary>The model that a configuration value stands for.</summary>
internal static class ConfiguredModel
{
    /// <summary>What is allowed, for a message.</summary>
    public const string Allowed = "nano, gemma-300m, gemma-2 or the path of a model's folder, .gguf or .onnx file";

    /// <summary>Returns the model, or <see langword="null"/> where the value is neither a name nor looks like a path.</summary>
    public static EmbeddingGemmaModel? Find(string value)
    {
        if (!EmbeddingGemmaModel.TryParse(value, out var model))
            return null;

        // A path need not exist yet, but a name with a typing error must not pass for one.
        var isName = model.Equals(EmbeddingGemmaModel.Nano) || model.Manifest is not null;
        return isName || value.AsSpan().ContainsAny('/', '\\') || IsFile(value) || Directory.Exists(value) ? model : null;
    }

    private static bool IsFile(string value) =>
        value.EndsWith(GgufModel.Extension, StringComparison.OrdinalIgnoreCase) || value.EndsWith(OnnxModel.Extension, StringComparison.OrdinalIgnoreCase);
}
