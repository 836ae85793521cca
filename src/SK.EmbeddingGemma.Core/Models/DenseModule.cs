namespace SK.EmbeddingGemma.Models;

/// <summary>A linear layer after pooling, without activation.</summary>
/// <param name="Folder">The absolute path of the folder with its config and weights, or of the GGUF file.</param>
/// <param name="InFeatures">The width that it takes, in floats.</param>
/// <param name="OutFeatures">The width that it gives, in floats.</param>
/// <param name="HasBias">Whether a bias is added.</param>
internal sealed record DenseModule(string Folder, int InFeatures, int OutFeatures, bool HasBias)
{
    private const int MaxFeatures = 1 << 20;

    /// <summary>Gets the name of its matrix in a GGUF file; <see langword="null"/> where it has a folder of its own.</summary>
    public string? GgufTensor { get; init; }

    /// <summary>Reads the config.json in <paramref name="folder"/>; <paramref name="width"/> is what the module before gives.</summary>
    public static DenseModule Read(string folder, int width)
    {
        var json = JsonSection.Read(Path.Combine(folder, "config.json"));
        var inFeatures = json.Integer("in_features", 1, MaxFeatures);
        var outFeatures = json.Integer("out_features", 1, MaxFeatures);
        var hasBias = json.Flag("bias", fallback: true);
        if (!json.Contains("activation_function"))
            throw json.Fault("activation_function", "is missing, which means Tanh, but only Identity is supported.");
        var activation = json.Text("activation_function");
        if (activation != "Identity" && !activation.EndsWith(".Identity", StringComparison.Ordinal))
            throw json.Fault("activation_function", $"is {JsonSection.Show(activation)}, but only Identity is supported.");
        ModuleWiring.RequireSentenceEmbedding(json);
        json.RequireFlag("use_residual", required: false, fallback: false, "residual connections around dense modules are not supported.");
        json.RefuseUnread();
        if (inFeatures != width)
            throw json.Fault("in_features", $"is {inFeatures}, but the module before gives {width}.");
        if ((long)inFeatures * outFeatures > Array.MaxLength)
            throw json.Fault("out_features", $"is {outFeatures}, which makes a matrix of more than {Array.MaxLength} weights with in_features, {inFeatures}.");
        return new DenseModule(folder, inFeatures, outFeatures, hasBias);
    }
}
