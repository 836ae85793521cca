using Microsoft.Extensions.FileSystemGlobbing;

namespace SK.EmbeddingGemma.Ingestion;

/// <summary>Lists the files of a folder and all folders in it, in the order of their paths. Linked folders are not entered: they may lead back.</summary>
/// <param name="root">The folder's full path.</param>
/// <param name="options">Which files to take.</param>
internal sealed class FolderFiles(string root, IngestionOptions options)
{
    private static readonly HashSet<string> DefaultExcludes = new(StringComparer.OrdinalIgnoreCase) { ".git", "bin", "obj", "node_modules" };

    private readonly Matcher _matcher = CreateMatcher(options);
    private readonly bool _usesDefaults = options.UseDefaultExcludes;
    private readonly bool _followsLinks = options.FollowLinkedFiles;

    /// <summary>Gets the folders that could not be listed, by their paths in the folder. What was stored of them stays.</summary>
    public List<string> Unreadable { get; } = [];

    /// <summary>Returns the paths in the folder, with <c>/</c> between the parts.</summary>
    public List<string> List(CancellationToken cancellationToken)
    {
        List<string> files = [];
        var folders = new Stack<string>([""]);
        while (folders.TryPop(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var entry in Entries(folder))
            {
                var path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
                if (entry is not DirectoryInfo)
                    AddFile(files, path, entry);
                else if (entry.LinkTarget is null && !IsExcluded(entry, isFolder: true))
                    folders.Push(path);
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private void AddFile(List<string> files, string path, FileSystemInfo entry)
    {
        if ((_followsLinks || entry.LinkTarget is null) && !IsExcluded(entry, isFolder: false) && _matcher.Match(path).HasMatches)
            files.Add(path);
    }

    private FileSystemInfo[] Entries(string folder)
    {
        try
        {
            return new DirectoryInfo(Path.Combine(root, folder)).GetFileSystemInfos();
        }
        catch (Exception failure) when (folder.Length > 0 && failure is IOException or UnauthorizedAccessException)
        {
            Unreadable.Add(folder);
            return [];
        }
    }

    private bool IsExcluded(FileSystemInfo entry, bool isFolder) =>
        _usesDefaults
        && (entry.Name.StartsWith('.') || entry.Attributes.HasFlag(FileAttributes.Hidden) || (isFolder && DefaultExcludes.Contains(entry.Name)));

    private static Matcher CreateMatcher(IngestionOptions options)
    {
        var matcher = new Matcher(StringComparison.OrdinalIgnoreCase);
        matcher.AddIncludePatterns(options.Include.Count == 0 ? ["**/*"] : options.Include);
        matcher.AddExcludePatterns(options.Exclude);
        return matcher;
    }
}
