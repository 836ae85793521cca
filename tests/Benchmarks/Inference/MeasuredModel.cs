namespace SK.EmbeddingGemma.Benchmarks.Inference;

/// <summary>The model of the suites: Nano, or the one in the folder that an environment variable names.</summary>
internal static class MeasuredModel
{
    private const string Variable = "EMBEDDINGGEMMA_DIRECTORY";

    /// <summary>Gets the model.</summary>
    public static EmbeddingGemmaModel Model { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? EmbeddingGemmaModel.FromDirectory(folder) : EmbeddingGemmaModel.Nano;

    /// <summary>Creates a generator that puts no prompt in front of texts; its cache is the default one, or the folder named.</summary>
    public static EmbeddingGemmaGenerator CreateGenerator(EmbeddingGemmaPrecision precision, string? cache = null) =>
        new(new() { Model = Model, Precision = precision, Prompt = EmbeddingGemmaPrompt.None, CacheDirectory = cache });

    /// <summary>Returns a source of texts with exact numbers of the model's tokens.</summary>
    public static SeededTexts CreateTexts() => new(Model.Open().ReadTokenizer());
}
