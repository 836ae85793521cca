using System.Text.Json.Nodes;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Modules;
using SK.EmbeddingGemma.Native;
using SK.EmbeddingGemma.TestSupport;
using TorchSharp;

namespace SK.EmbeddingGemma.Export;

public sealed class ModelFolderTests
{
    private static readonly string[] Files =
        ["config.json", "1_Pooling/config.json", "2_Dense/config.json", "3_Dense/config.json", "sentence_bert_config.json", "config_sentence_transformers.json"];

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public void Write_ModelOfSentenceTransformers_SaysTheSame()
    {
        TorchLibraries.Load();
        using var folder = new TemporaryFolder();
        var source = ModelDirectory.Open(SharedFolder.PathOf("goldens/tiny-v1"));
        using var weights = WeightSet.Read(source, torch.CPU);
        var output = Path.Combine(folder.Path, "model");

        ModelFolder.Write(ModelBlueprint.Of(source), weights, output, overwrites: false);

        foreach (var file in Files)
        {
            var (expected, actual) = (Read(source.Root, file), Read(output, file));
            foreach (var (key, value) in actual.Where(pair => expected.ContainsKey(pair.Key)))
                Assert.True(JsonNode.DeepEquals(expected[key], value), $"{file}: {key} is {value?.ToJsonString()}, in the original {expected[key]?.ToJsonString()}");
        }

        Assert.Equal(ModuleTypes(source.Root), ModuleTypes(output));
    }

    private static JsonObject Read(string folder, string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, file)))!.AsObject();

    private static string[] ModuleTypes(string folder) =>
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "modules.json")))!.AsArray().Select(module => module!["type"]!.GetValue<string>().Split('.')[^1])];
}
