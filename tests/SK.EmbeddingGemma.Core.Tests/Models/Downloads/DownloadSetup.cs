using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Testing;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Models;

/// <summary>A hub, a cache and a small model that is downloaded from one into the other; nothing of the user's own is touched.</summary>
internal sealed class DownloadSetup : IAsyncDisposable
{
    public const string Token = "hf_verysecrettoken";

    private readonly TemporaryFolder _folder = new();

    public DownloadSetup()
    {
        Hub.Files["config.json"] = Bytes(1, 100);
        Hub.Files["1_Pooling/config.json"] = Bytes(2, 50);
        Hub.Files["model.safetensors"] = Bytes(3, 300_000);
        Manifest = ManifestOf(Hub.Files);
    }

    public FakeHub Hub { get; } = new();

    public HastyTime Time { get; } = new();

    public FakeLogger Logger { get; } = new();

    public ModelManifest Manifest { get; set; }

    /// <summary>Gets or sets the token that the client has.</summary>
    public string? ClientToken { get; set; }

    public bool IsOffline { get; set; }

    public bool UsesLinks { get; set; } = true;

    /// <summary>Gets or sets how long a server may send nothing, in time that is not hastened.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(20);

    public Func<string, long> FreeBytes { get; set; } = _ => long.MaxValue;

    public Func<HttpMessageHandler>? Handler { get; set; }

    public Uri? Endpoint { get; set; }

    public List<EmbeddingGemmaDownloadProgress> Reports { get; } = [];

    public HuggingFaceCache Cache => new(Path.Combine(_folder.Path, "hub"));

    public string OriginalFolder => Path.Combine(Cache.Folder, "models--google--tiny");

    public string CopyFolder => Path.Combine(Cache.Folder, "models--copy--tiny");

    public string CopySnapshot => Path.Combine(CopyFolder, "snapshots", FakeHub.CopyRevision);

    /// <summary>Gets the settings for the hub and the cache.</summary>
    public HubSettings Settings => new()
    {
        Endpoint = Endpoint ?? Hub.Endpoint,
        Cache = Cache,
        Token = ClientToken,
        IsOffline = IsOffline,
        UsesLinks = UsesLinks,
        FreeBytes = FreeBytes,
        StallTimeout = Patience * 1000, // the clock is hasty
    };

    /// <summary>Returns bytes that depend on the seed alone.</summary>
    public static byte[] Bytes(int seed, int count)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static ModelManifest ManifestOf(Dictionary<string, byte[]> files) => new(
        "tiny-model",
        "tiny",
        "Licence of Tests",
        "https://example.com/licence",
        [new("google/tiny", FakeHub.OriginalRevision, IsGated: true), new("copy/tiny", FakeHub.CopyRevision)],
        [.. files.Select(file => new ManifestFile(file.Key, file.Value.Length, Convert.ToHexStringLower(SHA256.HashData(file.Value))))],
        files.Sum(file => file.Value.Length));

    public Task<string> EnsureAsync(CancellationToken? cancellationToken = null) =>
        new ModelDownload(Manifest, Settings, Logger, Time) { Progress = new Recorder(Reports), Handler = Handler }.EnsureAsync(cancellationToken ?? TestContext.Current.CancellationToken);

    /// <summary>Asserts that the download fails so, that nothing is taken for whole, and that nobody is told the token.</summary>
    public async Task<TException> FailAsync<TException>()
        where TException : Exception
    {
        var fault = await Assert.ThrowsAsync<TException>(() => EnsureAsync());
        Assert.Null(ModelSnapshot.TryFind(Manifest, Cache));
        AssertNoSecret(fault);
        return fault;
    }

    /// <summary>Asserts that neither the token nor the store's signature is in a log or an exception.</summary>
    public void AssertNoSecret(Exception? fault = null)
    {
        var said = string.Join('\n', Logger.Collector.GetSnapshot().Select(record => record.ToString() + record.Exception)) + fault;
        Assert.DoesNotContain(Token, said, StringComparison.Ordinal);
        Assert.DoesNotContain("signature", said, StringComparison.Ordinal);
    }

    /// <summary>Asserts that every file of the model is in a folder, as the hub has it.</summary>
    public void AssertWhole(string folder)
    {
        foreach (var (path, bytes) in Hub.Files)
            Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(folder, path))), path);
        Assert.Empty(Directory.EnumerateFiles(Cache.Folder, "*.incomplete", SearchOption.AllDirectories));
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class Recorder(List<EmbeddingGemmaDownloadProgress> reports) : IProgress<EmbeddingGemmaDownloadProgress>
    {
        public void Report(EmbeddingGemmaDownloadProgress value) => reports.Add(value);
    }
}
