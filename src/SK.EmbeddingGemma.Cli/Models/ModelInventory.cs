using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Cli;

/// <summary>What models take on this machine.</summary>
/// <param name="cache">Where converted models are.</param>
internal sealed class ModelInventory(CacheLocation cache)
{
    private static readonly EmbeddingGemmaModel[] Known = [EmbeddingGemmaModel.Nano, EmbeddingGemmaModel.Gemma300M, EmbeddingGemmaModel.Gemma2];

    private readonly HuggingFaceCache _downloads = HuggingFaceCache.Locate(HuggingFaceVariables.OfProcess);

    /// <summary>Lists the models with a name, and everything that was converted.</summary>
    public IEnumerable<ModelRow> List()
    {
        var folders = Known.ToDictionary(model => model.Name, Find, StringComparer.Ordinal);
        foreach (var model in Known)
            yield return Describe(model, folders[model.Name]);

        foreach (var converted in ConvertedFolderInfo.List(cache.Folder))
        {
            var owner = Known.FirstOrDefault(model => folders[model.Name] is { } folder && IsOf(converted, folder));
            var state = !converted.IsCurrent ? "left by another version" : owner is null ? "of a model elsewhere" : "in use";
            yield return new(owner?.Name, $"converted to {converted.Precision}", state, converted.Bytes, converted.Path);
        }
    }

    /// <summary>Returns what was converted from a folder.</summary>
    public IEnumerable<ConvertedFolderInfo> ConvertedFrom(string folder) => ConvertedFolderInfo.List(cache.Folder).Where(converted => IsOf(converted, folder));

    /// <summary>Returns what versions of other formats left.</summary>
    public IEnumerable<ConvertedFolderInfo> LeftOver() => ConvertedFolderInfo.List(cache.Folder).Where(converted => !converted.IsCurrent);

    /// <summary>Returns the folder of a model, or <see langword="null"/> where it is not on this machine.</summary>
    public string? Find(EmbeddingGemmaModel model) => model.IsPresent(_downloads) ? Path.TrimEndingDirectorySeparator(model.Resolve(_downloads)) : FindReleased(model);

    /// <summary>Returns the folder of a model whose weights were removed once they were converted, or <see langword="null"/>.</summary>
    public string? FindReleased(EmbeddingGemmaModel model) => model.FindReleased(_downloads, new ReleasedSources(cache.Folder))?.Folder;

    private ModelRow Describe(EmbeddingGemmaModel model, string? folder)
    {
        if (folder is not null)
            return new(model.Name, "model", StateOf(model), SizeOf(folder), folder);

        var place = model.Manifest is { } manifest ? _downloads.Repository(manifest.CacheName(manifest.Sources[^1])) : "";
        var begun = place.Length > 0 && Directory.Exists(Path.Combine(place, "blobs")) ? new DirectoryInfo(Path.Combine(place, "blobs")).EnumerateFiles().Sum(file => file.Length) : 0;
        return new(model.Name, "model", begun > 0 ? "download not finished" : "not on this machine", begun, place);
    }

    private string StateOf(EmbeddingGemmaModel model) =>
        model.Manifest is null ? "comes with the tool" : FindReleased(model) is null ? "downloaded" : "weights removed once converted";

    private bool IsOf(ConvertedFolderInfo converted, string folder)
    {
        if (converted.IsPlain)
            return RevisionOf(folder) == converted.Source;
        return cache.Folder is { } root && new SourceMemory(root).LastHash(folder) is { } hash && hash.StartsWith(converted.Source, StringComparison.Ordinal);
    }

    private static string? RevisionOf(string folder)
    {
        try
        {
            return ModelRevision.Compute(ModelDirectory.Open(folder));
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return null; // its weights are gone, or it is damaged, which is not for here
        }
    }

    // Files of the cache are links to what they hold.
    private static long SizeOf(string folder) => new DirectoryInfo(folder)
        .EnumerateFiles("*", SearchOption.AllDirectories)
        .Sum(file => file.LinkTarget is null ? file.Length : file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target ? target.Length : 0);
}
