using System.Numerics.Tensors;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;
using SK.EmbeddingGemma.Weights.Gguf;

namespace SK.EmbeddingGemma.Llama;

/// <summary>Exports a model, lets llama.cpp embed what the reference embedded, and compares.</summary>
internal static class LlamaComparison
{
    // Long texts take most of the time, and tell nothing more of a type.
    private const int ShortTokens = 300;

    /// <summary>The types, with the least cosine of a vector to the reference's.</summary>
    public static TheoryData<string, float> Types => new() { { "F32", 0.9999f }, { "F16", 0.9999f }, { "Q8", 0.998f } };

    /// <summary>Checks that llama.cpp finds the reference's ids, and that vectors are as close as <paramref name="least"/>.</summary>
    /// <param name="model">The model's folder.</param>
    /// <param name="golden">The name of its goldens.</param>
    /// <param name="type">The name of the type.</param>
    /// <param name="least">The least cosine.</param>
    public static Task AssertAgreesAsync(string model, string golden, string type, float least)
    {
        var goldens = Golden.Read(golden).Where(line => type == "F32" || line.Ids.Length <= ShortTokens).ToList();
        var dimensions = ModelDirectory.Open(model).Dimensions;
        return AssertAgreesAsync(model, goldens, [.. goldens.Select(line => line.Embeddings[dimensions])], type, least);
    }

    /// <summary>Checks the same of a model without goldens, against this library's vectors of another one's texts.</summary>
    /// <param name="model">The model's folder.</param>
    /// <param name="golden">The name of the other model's goldens.</param>
    /// <param name="least">The least cosine.</param>
    public static async Task AssertAgreesWithEngineAsync(string model, string golden, float least)
    {
        var goldens = Golden.Read(golden).Where(line => line.Ids.Length <= ShortTokens).ToList();
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.FromDirectory(model), Precision = EmbeddingGemmaPrecision.Float32 });
        var vectors = new List<float[]>();
        foreach (var line in goldens)
            vectors.Add((await generator.GenerateAsync([line.Text], EmbeddingGemmaPrompt.Custom(line.Prompt).ToOptions(), TestContext.Current.CancellationToken))[0].Vector.ToArray());
        await AssertAgreesAsync(model, goldens, vectors, "F32", least);
    }

    private static async Task AssertAgreesAsync(string model, List<Golden> goldens, List<float[]> vectors, string type, float least)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var llama = await LlamaRuntime.InstallAsync(cancellationToken);
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("model.gguf");
        var directory = ModelDirectory.Open(model);
        var length = GgufExport.Write(directory, path, Enum.Parse<GgufType>(type), overwrites: false, progress: null, cancellationToken);
        var answers = await llama.EmbedAsync(path, goldens, cancellationToken);

        Assert.Equal(goldens.Count, answers.Length);
        var cosines = vectors.Zip(answers, (expected, actual) => TensorPrimitives.CosineSimilarity(expected, actual.Vector)).ToArray();
        TestContext.Current.TestOutputHelper!.WriteLine($"{Path.GetFileName(model)} {type}: {length} bytes, {cosines.Length} texts, cosine {cosines.Min():F7} at least, {cosines.Average():F7} on average");
        Assert.All(goldens.Zip(answers), pair => Assert.Equal(WithoutEos(pair.First.Ids), WithoutEos(pair.Second.Ids, directory.MaxTokens)));
        Assert.InRange(cosines.Min(), least, 1.00001f);
    }

    // llama.cpp cuts no text: what the reference cut is compared up to there.
    private static int[] WithoutEos(int[] ids, int maxTokens = int.MaxValue) => ids[..(Math.Min(ids.Length, maxTokens) - 1)];
}
