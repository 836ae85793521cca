using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>A tiny model and a cache of its own, in a temporary folder.</summary>
internal sealed class CacheFolder : IDisposable
{
    private readonly TemporaryFolder _cache = new();
    private readonly TemporaryFolder _model = new();

    public CacheFolder() => new ModelDirectoryBuilder().Write(_model);

    public string Path => _cache.Path;

    public string ModelPath => _model.Path;

    public string Weights => System.IO.Path.Combine(_model.Path, "model.safetensors");

    /// <summary>Gets what lies in the cache, but for lock files and what is remembered of sources.</summary>
    public string[] Folders => [.. Directory.EnumerateDirectories(Path).Where(folder => System.IO.Path.GetFileName(folder) != "sources").Order(StringComparer.Ordinal)];

    public ModelCache Cache => new(new CacheLocation(Path, IsNamed: true), NullLogger.Instance);

    /// <summary>Returns length and hash of a converted folder's files by name.</summary>
    public static SortedDictionary<string, string> Files(string folder) => new(
        Directory.EnumerateFiles(folder).ToDictionary(file => System.IO.Path.GetFileName(file), file => $"{new FileInfo(file).Length} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}"),
        StringComparer.Ordinal);

    /// <summary>Opens the model and returns its folder and what was reported.</summary>
    public (string Folder, List<EmbeddingGemmaConversionProgress> Reports) Open(
        EmbeddingGemmaPrecision precision = EmbeddingGemmaPrecision.Int8, Action<EmbeddingGemmaConversionProgress>? onReport = null, CancellationToken? cancellationToken = null)
    {
        var reports = new List<EmbeddingGemmaConversionProgress>();
        using var converted = Cache.Open(
            ModelDirectory.Open(ModelPath), precision, new Reports(report => { reports.Add(report); onReport?.Invoke(report); }), cancellationToken ?? TestContext.Current.CancellationToken);
        return (converted.Folder, reports);
    }

    public void Dispose()
    {
        _cache.Dispose();
        _model.Dispose();
    }

    /// <summary>Reports at once, on the reporting thread.</summary>
    private sealed class Reports(Action<EmbeddingGemmaConversionProgress> take) : IProgress<EmbeddingGemmaConversionProgress>
    {
        public void Report(EmbeddingGemmaConversionProgress value) => take(value);
    }
}
