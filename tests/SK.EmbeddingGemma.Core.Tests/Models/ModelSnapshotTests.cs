using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Models;

public sealed class ModelSnapshotTests
{
    private const string Google = "models--google--embeddinggemma-300m/snapshots/57c266a740f537b4dc058e1b0cda161fd15afa75";
    private const string Unsloth = "models--unsloth--embeddinggemma-300m/snapshots/bfa3c846ac738e62aa61806ef9112d34acb1dc5a";

    private static readonly (string File, long Bytes)[] Files =
    [
        ("model.safetensors", 1211486072), ("2_Dense/model.safetensors", 9437272), ("3_Dense/model.safetensors", 9437272),
        ("tokenizer.json", 33385008), ("config.json", 1488), ("config_sentence_transformers.json", 997), ("modules.json", 573),
        ("sentence_bert_config.json", 58), ("1_Pooling/config.json", 312), ("2_Dense/config.json", 134), ("3_Dense/config.json", 134),
    ];

    [Theory]
    [InlineData(Google)]
    [InlineData(Unsloth)]
    public void Find_WholeCopy_IsTaken(string snapshot)
    {
        using var folder = new TemporaryFolder();
        Fill(folder, snapshot);
        Assert.Equal(Path.GetFullPath(Path.Combine(folder.Path, snapshot)), ModelSnapshot.Find(ModelManifests.Gemma300M, new HuggingFaceCache(folder.Path)));
    }

    [Fact]
    public void Find_LinksIntoBlobs_AreFollowed()
    {
        if (OperatingSystem.IsWindows())
            return; // links need a privilege there
        using var folder = new TemporaryFolder();
        Fill(folder, Google);
        var config = folder.PathOf(Google + "/config.json");
        File.Move(config, folder.PathOf("blob"));
        File.CreateSymbolicLink(config, folder.PathOf("blob"));
        Assert.EndsWith("57c266a740f537b4dc058e1b0cda161fd15afa75", ModelSnapshot.Find(ModelManifests.Gemma300M, new HuggingFaceCache(folder.Path)), StringComparison.Ordinal);
    }

    [Fact]
    public void Find_HalfACopy_IsPassedOver()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, Google);
        Fill(folder, Unsloth);
        using (var cut = File.OpenWrite(folder.PathOf(Google + "/model.safetensors")))
            cut.SetLength(1000);
        Assert.EndsWith("bfa3c846ac738e62aa61806ef9112d34acb1dc5a", ModelSnapshot.Find(ModelManifests.Gemma300M, new HuggingFaceCache(folder.Path)), StringComparison.Ordinal);

        File.Delete(folder.PathOf(Unsloth + "/tokenizer.json"));
        var fault = Assert.Throws<FileNotFoundException>(() => ModelSnapshot.Find(ModelManifests.Gemma300M, new HuggingFaceCache(folder.Path)));
        Assert.Contains("model.safetensors has 1000 bytes", fault.Message, StringComparison.Ordinal);
        Assert.Contains("tokenizer.json is missing", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_Nothing_NamesPlacesAndWaysOut()
    {
        using var folder = new TemporaryFolder();
        var fault = Assert.Throws<FileNotFoundException>(() => ModelSnapshot.Find(ModelManifests.Gemma300M, new HuggingFaceCache(folder.Path)));
        foreach (var part in new[] { folder.Path, "embeddinggemma download gemma-300m", "hf download", "HF_ENDPOINT", "EmbeddingGemmaModel.FromDirectory", "EmbeddingGemmaModel.Nano" })
            Assert.Contains(part, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HF_HUB_CACHE=/a;HF_HOME=/b", "/a")]
    [InlineData("HF_HOME=/b;XDG_CACHE_HOME=/c", "/b/hub")]
    [InlineData("HUGGINGFACE_HUB_CACHE=/d", "/d")]
    [InlineData("XDG_CACHE_HOME=/c", "/c/huggingface/hub")]
    [InlineData("HF_HOME=~/x", "/home/me/x/hub")]
    [InlineData("HF_HUB_CACHE=", "/home/me/.cache/huggingface/hub")]
    public void Locate_Environment_IsThatOfHuggingFace(string environment, string expected)
    {
        var variables = environment.Split(';').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Equal(Path.GetFullPath(expected), HuggingFaceCache.Locate(new(variables.GetValueOrDefault, "/home/me")).Folder);
    }

    // Only sizes are looked at, and files of zeros take no room on the disk.
    private static void Fill(TemporaryFolder folder, string snapshot)
    {
        foreach (var (name, bytes) in Files)
        {
            using var file = File.Create(folder.PathOf($"{snapshot}/{name}"));
            file.SetLength(bytes);
        }
    }
}
