using System.Security.Cryptography;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>The genuine files, served as the hub serves them. They are not bit by bit those that are published, so the test has hashes of its own.</summary>
public sealed class GenuineDownloadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public async Task GenerateAsync_ModelOnTheHub_IsDownloadedAndEmbeds()
    {
        using var folder = new TemporaryFolder();
        PackedModel.Unpack(folder);
        await using var hub = new FakeHub();
        foreach (var file in ModelManifests.Gemma300M.Files)
            hub.Files[file.Path] = await File.ReadAllBytesAsync(folder.PathOf(file.Path), Cancellation);
        using var target = new TemporaryFolder();
        var settings = new HubSettings { Endpoint = hub.Endpoint, Cache = new HuggingFaceCache(target.PathOf("hub")) };

        var pinned = await Assert.ThrowsAsync<InvalidDataException>(() => EmbedAsync(ModelManifests.Gemma300M, settings, target, "x"));
        Assert.Contains("another version of it", pinned.Message, StringComparison.Ordinal);

        var golden = Golden.Read("embeddinggemma-300m")[0];
        var own = ModelManifests.Gemma300M with
        {
            Files = [.. hub.Files.Select(file => new ManifestFile(file.Key, file.Value.Length, Convert.ToHexStringLower(SHA256.HashData(file.Value))))],
        };
        var vector = await EmbedAsync(own, settings, target, golden.Prompt + golden.Text);
        Assert.InRange(Golden.Difference(golden.Embeddings[768], vector), 0, Golden.GenuineTolerance);
    }

    private static async Task<float[]> EmbedAsync(ModelManifest manifest, HubSettings settings, TemporaryFolder target, string text)
    {
        using var generator = new EmbeddingGemmaGenerator(new()
        {
            Model = EmbeddingGemmaModel.Downloaded(manifest, 768, EmbeddingGemmaPrecision.Float32),
            Hub = settings,
            CacheDirectory = target.PathOf("converted"),
            Prompt = EmbeddingGemmaPrompt.None,
        });
        return (await generator.GenerateAsync([text], cancellationToken: Cancellation))[0].Vector.ToArray();
    }
}
