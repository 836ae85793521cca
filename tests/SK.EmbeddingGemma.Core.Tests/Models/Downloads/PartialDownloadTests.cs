using System.Text.Json.Nodes;
using SK.EmbeddingGemma.TestSupport;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Models;

/// <summary>Of a file with several towers, only the tensors of one are fetched.</summary>
public sealed class PartialDownloadTests
{
    private const string Weights = "model.safetensors";
    private static readonly float[] Embeddings = ModelDirectoryBuilder.RandomFloats(1, 40, 30);
    private static readonly float[] Norm = ModelDirectoryBuilder.RandomFloats(2, 30);

    [Fact]
    public async Task Ensure_TextTower_FetchesItsBytesAlone()
    {
        await using var setup = Setup(Multimodal());
        var folder = await setup.EnsureAsync();

        Assert.Equal(Path.Combine(setup.Cache.Folder, "models--open--tiny--text-tower", "snapshots", FakeHub.CopyRevision), folder);
        using var tensors = TensorSource.Open(folder);
        Assert.Equal(["embed.weight", "norm.weight"], tensors.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Embeddings, Read(tensors, "embed.weight", Embeddings.Length));
        Assert.Equal(Norm, Read(tensors, "norm.weight", Norm.Length));
        Assert.All(setup.Hub.Fetches, request => Assert.NotNull(request.Range));
        Assert.InRange(setup.Hub.Fetches.Sum(Length), (4 * (Embeddings.Length + Norm.Length)) + 8, (4 * (Embeddings.Length + Norm.Length)) + 2000);
        Assert.Equal(folder, ModelSnapshot.TryFind(setup.Manifest, setup.Cache));
    }

    [Fact]
    public async Task Ensure_Cut_GoesOnFromThere()
    {
        await using var setup = Setup(Multimodal());
        setup.Hub.Intercept = request =>
        {
            if (setup.Hub.IsHub(request) || Length(request) < 1000)
                return null;
            var reply = HubReply.OfFile(setup.Hub.Files[Weights], request.Range);
            reply.CutAfter = 1000;
            return reply;
        };
        var folder = await setup.EnsureAsync();
        using var tensors = TensorSource.Open(folder);
        Assert.Equal(Embeddings, Read(tensors, "embed.weight", Embeddings.Length));
        Assert.Equal(Norm, Read(tensors, "norm.weight", Norm.Length));
    }

    [Fact]
    public async Task Ensure_WholeCopyOfOthers_IsFound()
    {
        await using var setup = Setup(Multimodal());
        var folder = setup.Cache.Snapshot("open/tiny", FakeHub.CopyRevision);
        Directory.CreateDirectory(folder);
        foreach (var (path, bytes) in setup.Hub.Files)
            File.WriteAllBytes(Path.Combine(folder, path), bytes);
        Assert.Equal(folder, await setup.EnsureAsync());
        Assert.Empty(setup.Hub.Requests);
    }

    [Fact]
    public async Task Ensure_OtherRevisionOfWhatHasNoHash_IsRefused()
    {
        await using var setup = Setup(Multimodal());
        setup.Hub.Intercept = request => setup.Hub.IsHub(request) ? HubReply.OfFile(setup.Hub.Files["config.json"], request.Range).With("ETag", "\"1234\"").With("X-Repo-Commit", FakeHub.OriginalRevision) : null;
        Assert.Contains($"revision {FakeHub.OriginalRevision} instead of {FakeHub.CopyRevision}", (await setup.FailAsync<InvalidDataException>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ensure_ServerThatGivesNoParts_IsRefused()
    {
        await using var setup = Setup(Multimodal());
        setup.Hub.Intercept = request => setup.Hub.IsHub(request) ? null : new HubReply(200) { Body = setup.Hub.Files[Weights] };
        Assert.Contains("answered 200 with no range", (await setup.FailAsync<IOException>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ensure_TagIsAHashThatIsWrong_IsRefused()
    {
        await using var setup = Setup(Multimodal());
        setup.Hub.Files["config.json"] = DownloadSetup.Bytes(7, 2000); // large enough for the store
        setup.Hub.Intercept = request => !setup.Hub.IsHub(request) && request.Path.Contains("config.json", StringComparison.Ordinal) ? HubReply.OfFile(new byte[2000], request.Range) : null;
        Assert.Contains("SHA-256", (await setup.FailAsync<InvalidDataException>()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":1}""", "no tensors")]
    [InlineData("""{"language_model.a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"language_model.b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", "not one block")]
    [InlineData("""{"language_model.a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"language_model.b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "not one block")]
    [InlineData("""{"language_model.a":{"dtype":"F32","shape":[1],"data_offsets":[-4,4]}}""", "states the bytes")]
    [InlineData("""{"language_model.a":{"dtype":"F32","shape":[1],"data_offsets":[0,400000]}}""", "states the bytes")]
    [InlineData("""{"language_model.a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "not that of a safetensors file")]
    [InlineData("""{"language_model.a":{"dtype":"F32","shape":[1],"data_offsets":[0,1e99]}}""", "not that of a safetensors file")]
    [InlineData("""{"language_model.a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", "not that of a safetensors file")]
    [InlineData("""{"language_model.a":{"dtype":"F32","shape":[1]}}""", "not that of a safetensors file")]
    [InlineData("""{"language_model.a":{"dtype":1,"shape":[1],"data_offsets":[0,4]}}""", "not that of a safetensors file")]
    [InlineData("""{"language_model.a":7}""", "not that of a safetensors file")]
    [InlineData("""[1]""", "not that of a safetensors file")]
    [InlineData("""{""", "not that of a safetensors file")]
    public async Task Ensure_HostileHeader_IsRefused(string header, string expected)
    {
        await using var setup = Setup(SafetensorsWriter.ToArray(header.PadRight(400), new byte[1200]));
        Assert.Contains(expected, (await setup.FailAsync<InvalidDataException>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ensure_HeaderLongerThanTheFile_IsRefused()
    {
        var file = Multimodal();
        file[6] = 1;
        await using var setup = Setup(file);
        Assert.Contains("not a safetensors file", (await setup.FailAsync<InvalidDataException>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_Header_IsAlignedAndReadable()
    {
        var file = Multimodal();
        var length = TensorBlock.HeaderLength(file.AsSpan(0, 8), file.Length, "file");
        var block = TensorBlock.Find(file.AsMemory(8, length), file.Length, "language_model.", "file");
        Assert.Equal(0, block.Header.Length % 8);
        var json = JsonNode.Parse(block.Header.AsSpan(8))!.AsObject();
        Assert.Equal("[0,4800]", json["language_model.embed.weight"]!["data_offsets"]!.ToJsonString());
        Assert.Equal("[40,30]", json["language_model.embed.weight"]!["shape"]!.ToJsonString());
        Assert.Equal(4 * (Embeddings.Length + Norm.Length), block.Bytes.Count);
    }

    private static float[] Read(TensorSource tensors, string name, int count)
    {
        var values = new float[count];
        tensors.ReadBytes(name, 0, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static long Length(HubRequest request)
    {
        var bounds = request.Range!["bytes=".Length..].Split('-').Select(bound => long.Parse(bound, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return bounds[1] - bounds[0] + 1;
    }

    private static byte[] Multimodal() => new SafetensorsWriter()
        .Add("audio.weight", [100, 10], ModelDirectoryBuilder.RandomFloats(3, 100, 10))
        .Add("language_model.embed.weight", [40, 30], Embeddings)
        .Add("language_model.norm.weight", [30], Norm)
        .Add("vision.weight", [100, 20], ModelDirectoryBuilder.RandomFloats(4, 100, 20))
        .ToArray();

    private static DownloadSetup Setup(byte[] weights)
    {
        var setup = new DownloadSetup();
        setup.Hub.Files.Clear();
        setup.Hub.Files["config.json"] = DownloadSetup.Bytes(5, 80);
        setup.Hub.Files[Weights] = weights;
        setup.Manifest = new(
            "tiny-tower", "tiny", "Licence", "https://example.com/licence", [new("open/tiny", FakeHub.CopyRevision)],
            [new("config.json"), new(Weights, TensorPrefix: "language_model.")], ApproximateBytes: 5000);
        return setup;
    }
}
