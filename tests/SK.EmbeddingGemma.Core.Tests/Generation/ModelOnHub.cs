using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Generation;

/// <summary>The tiny model on a hub, with caches of its own.</summary>
internal sealed class ModelOnHub : IAsyncDisposable
{
    private readonly TemporaryFolder _converted = new();

    public ModelOnHub()
    {
        Setup.Hub.Files.Clear();
        foreach (var file in Directory.EnumerateFiles(Generators.TinyFolder, "*", SearchOption.AllDirectories))
            Setup.Hub.Files[Path.GetRelativePath(Generators.TinyFolder, file).Replace('\\', '/')] = File.ReadAllBytes(file);
        Setup.Manifest = DownloadSetup.ManifestOf(Setup.Hub.Files);
    }

    public DownloadSetup Setup { get; } = new();

    /// <summary>Gets the folder of converted models.</summary>
    public string Converted => _converted.Path;

    public EmbeddingGemmaOptions Configure(EmbeddingGemmaOptions options)
    {
        options.Model = EmbeddingGemmaModel.Downloaded(Setup.Manifest, Generators.TinyWidth, EmbeddingGemmaPrecision.Float32);
        options.Hub = Setup.Settings;
        options.CacheDirectory = _converted.Path;
        return options;
    }

    public async ValueTask DisposeAsync()
    {
        await Setup.DisposeAsync();
        _converted.Dispose();
    }
}
