using SK.EmbeddingGemma.Checkpoints;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Modules;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Export;

/// <summary>Writes a trained model as sentence-transformers saves it: this library, sentence-transformers and the exports of the command line read it.</summary>
internal static class ModelFolder
{
    private static readonly string[] TokenizerFiles = ["tokenizer.json", "tokenizer.model", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"];

    /// <summary>Writes the folder, which appears when it is whole.</summary>
    /// <param name="blueprint">The model.</param>
    /// <param name="weights">Its weights; others beside them are left out.</param>
    /// <param name="path">The folder.</param>
    /// <param name="overwrites">Whether a model that is there is replaced.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(ModelBlueprint blueprint, WeightSet weights, string path, bool overwrites)
    {
        using var folder = new NewFolder(path, overwrites);
        foreach (var name in TokenizerFiles)
            Copy(blueprint.Source.Path, folder.Path, name);
        foreach (var (name, json) in ModelConfigs.Of(blueprint))
        {
            var file = Path.Combine(folder.Path, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, json);
        }

        TensorFile.Write(Path.Combine(folder.Path, WeightFiles.Single), [.. GemmaTensors.Shapes(blueprint.Config).Keys.Select(name => (name, weights[name]))]);
        for (var i = 0; i < blueprint.Dense.Count; i++)
        {
            var parts = blueprint.Dense[i].HasBias ? new[] { "weight", "bias" } : ["weight"];
            TensorFile.Write(Path.Combine(folder.Path, ModelConfigs.DenseFolder(i), WeightFiles.Single), [.. parts.Select(part => ($"linear.{part}", weights[ModelBlueprint.DenseName(i, part)]))]);
        }

        folder.Commit();
    }

    private static void Copy(string source, string target, string name)
    {
        if (File.Exists(Path.Combine(source, name)))
            File.WriteAllBytes(Path.Combine(target, name), File.ReadAllBytes(Path.Combine(source, name))); // not File.Copy: a read-only source would leave a folder that nobody can delete
    }
}
