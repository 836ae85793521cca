using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Prompts;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Modules;

/// <summary>All of a model but its weights. Immutable.</summary>
internal sealed record ModelBlueprint
{
    /// <summary>Gets the architecture of the transformer.</summary>
    public required GemmaConfig Config { get; init; }

    /// <summary>Gets the linear layers after pooling, first to last; may be empty.</summary>
    public required IReadOnlyList<DenseShape> Dense { get; init; }

    /// <summary>Gets how many tokens of a text count, special tokens included.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Gets the model whose tokenizer and prompts are used.</summary>
    public required ModelDirectory Source { get; init; }

    /// <summary>Gets the width of the vectors, in floats.</summary>
    public int Dimensions => Dense.Count > 0 ? Dense[^1].Outputs : Config.HiddenSize;

    /// <summary>Returns the model of a directory.</summary>
    /// <exception cref="NotSupportedException">It is not of EmbeddingGemma 300M's architecture, or has no weights that can be trained.</exception>
    public static ModelBlueprint Of(ModelDirectory directory)
    {
        if (directory.Onnx is not null || directory.IsGguf)
            throw new NotSupportedException($"{directory.Root} is an {(directory.IsGguf ? "GGUF file" : "ONNX export")}, which cannot be trained: start from the directory of the original model, with safetensors weights.");
        if (directory.Config.Second is not null)
            throw new NotSupportedException($"{directory.Root} is an EmbeddingGemma 2, which cannot be trained: start from nano, gemma-300m, or a directory of their architecture.");
        if (!directory.Normalizes)
            throw new NotSupportedException($"{directory.Root} has no Normalize module: losses are computed on vectors of length 1. Add the module to modules.json.");
        return new()
        {
            Config = directory.Config,
            Dense = [.. directory.DenseModules.Select(module => new DenseShape(module.InFeatures, module.OutFeatures, module.HasBias))],
            MaxTokens = directory.MaxTokens,
            Source = directory,
        };
    }

    /// <summary>Returns the shape of every weight by name, in an order that never changes.</summary>
    public IReadOnlyList<KeyValuePair<string, long[]>> Shapes()
    {
        var shapes = GemmaTensors.Shapes(Config).ToList();
        for (var i = 0; i < Dense.Count; i++)
        {
            shapes.Add(new(DenseName(i, "weight"), [Dense[i].Outputs, Dense[i].Inputs]));
            if (Dense[i].HasBias)
                shapes.Add(new(DenseName(i, "bias"), [Dense[i].Outputs]));
        }

        return shapes;
    }

    /// <summary>Returns the name of a weight of a dense layer.</summary>
    public static string DenseName(int index, string part) => $"dense.{index}.{part}";

    /// <summary>Returns what the model's own table, or else the card, puts in front of a text.</summary>
    public string PromptText(EmbeddingGemmaPrompt prompt) => new ModelPrompts(Source.Prompts, Source.DefaultPromptName).Resolve(prompt);
}
