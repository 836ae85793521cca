using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Models.Gguf;

namespace SK.EmbeddingGemma.Weights.Gguf;

/// <summary>Says what llama.cpp's architecture gemma-embedding is told of a model, and refuses what it would compute otherwise.</summary>
internal static class GgufArchitecture
{
    private const string Name = GgufConfigReader.Architecture;
    private const uint MeanPooling = 1;

    // What llama.cpp's releases before the key for it take for granted.
    private const int UsualPeriod = 6;

    /// <summary>Adds the keys of the architecture.</summary>
    /// <exception cref="NotSupportedException">llama.cpp's architecture has no place for something that the model has.</exception>
    public static void Describe(GgufHeader header, ModelDirectory directory)
    {
        var config = directory.Config;
        directory.RequireExportable("GGUF");
        RequireDense(directory);
        header.Add("general.architecture", Name);
        header.Add("general.type", "model");
        header.Add(Name + ".context_length", (uint)directory.MaxTokens);
        header.Add(Name + ".embedding_length", (uint)config.HiddenSize);
        header.Add(Name + ".block_count", (uint)config.Layers.Count);
        header.Add(Name + ".feed_forward_length", (uint)config.IntermediateSize);
        header.Add(Name + ".attention.head_count", (uint)config.HeadCount);
        header.Add(Name + ".attention.head_count_kv", (uint)config.KeyValueHeadCount);
        header.Add(Name + ".attention.key_length", (uint)config.HeadSize);
        header.Add(Name + ".attention.value_length", (uint)config.HeadSize);
        header.Add(Name + ".attention.layer_norm_rms_epsilon", config.NormEpsilon);
        header.Add(Name + ".attention.causal", value: false);
        header.Add(Name + ".attention.sliding_window", (uint)Math.Max(1, 2L * config.LocalRadius)); // half to either side
        header.Add(Name + ".attention.sliding_window_pattern", (uint)Period(config.Layers));
        header.Add(Name + ".rope.freq_base", (float)config.GlobalRopeTheta);
        header.Add(Name + ".rope.freq_base_swa", (float)config.LocalRopeTheta);
        header.Add(Name + ".pooling_type", MeanPooling);
        if (directory.DenseModules.Count == 0)
            header.Add(GgufDenseModules.CountKey, 0u);
        for (var i = 0; i < directory.DenseModules.Count; i++)
        {
            header.Add($"{Name}.dense_{i + 2}_feat_in", (uint)directory.DenseModules[i].InFeatures);
            header.Add($"{Name}.dense_{i + 2}_feat_out", (uint)directory.DenseModules[i].OutFeatures);
        }
    }

    // The last layer of each period is global.
    private static int Period(IReadOnlyList<LayerKind> layers)
    {
        foreach (var period in Enumerable.Range(1, layers.Count + 1).Prepend(UsualPeriod))
        {
            if (layers.Select((kind, index) => kind == LayerKind.Global == ((index + 1) % period == 0)).All(agrees => agrees))
                return period;
        }

        throw new NotSupportedException("The model's global layers do not come in equal distances, which llama.cpp's gemma-embedding cannot express: export it to another format.");
    }

    private static void RequireDense(ModelDirectory directory)
    {
        var dense = directory.DenseModules;
        if (dense.Count is not (0 or 2))
            throw new NotSupportedException($"The model has {dense.Count} dense modules, but llama.cpp's gemma-embedding has two or none: export it to another format.");
        if (dense.Any(module => module.HasBias))
            throw new NotSupportedException("A dense module of the model adds a bias, which llama.cpp's gemma-embedding cannot: export it to another format.");
        if (directory.Dimensions != directory.Config.HiddenSize)
            throw new NotSupportedException($"The model's vectors have {directory.Dimensions} dimensions, but its transformer {directory.Config.HiddenSize}; llama.cpp's gemma-embedding needs both to be the same: export it to another format.");
    }
}
