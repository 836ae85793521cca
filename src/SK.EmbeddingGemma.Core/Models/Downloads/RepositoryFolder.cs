namespace SK.EmbeddingGemma.Models;

/// <summary>
/// A repository's folder in the cache of Hugging Face's tools: files by their tags in <c>blobs</c>, and links to them under
/// <c>snapshots/{revision}</c>. Nothing is written outside of it, whatever names and links say. Not thread-safe.
/// </summary>
internal sealed class RepositoryFolder
{
    private const string WaysOut = "Name another cache with the environment variable HF_HUB_CACHE, or make this one writable";

    private readonly string _root;
    private readonly string _locks;
    private readonly string _blobs;
    private readonly bool _usesLinks;

    /// <summary>Creates the description; nothing is written yet.</summary>
    /// <exception cref="InvalidDataException">A file's path leads out of the folder.</exception>
    public RepositoryFolder(HubSettings settings, ModelManifest manifest, ManifestSource source)
    {
        foreach (var file in manifest.Files)
            RequireRelative(file.Path);
        var name = manifest.CacheName(source);
        _root = settings.Cache.Repository(name);
        _locks = settings.Cache.Locks(name);
        _blobs = Path.Combine(_root, "blobs");
        _usesLinks = settings.UsesLinks;
        Snapshot = settings.Cache.Snapshot(name, source.Revision);
    }

    /// <summary>Gets the folder of the revision.</summary>
    public string Snapshot { get; }

    /// <summary>Returns where a file of a tag lies.</summary>
    public string Blob(string tag) => Path.Combine(_blobs, tag);

    /// <summary>Returns where what there is of a file lies until it is whole.</summary>
    public string Incomplete(string tag) => Path.Combine(_blobs, tag + ".incomplete");

    /// <summary>Creates the folders and waits for the right to fetch a file, which one process has at a time.</summary>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    public async Task<FileLock> LockAsync(string tag, TimeProvider time, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_locks, tag + ".lock");
        Write(() =>
        {
            RequireNoLink(_locks);
            RequireNoLink(path);
            Directory.CreateDirectory(_locks);
            RequireNoLinks(_blobs);
            Directory.CreateDirectory(_blobs);
            return true;
        });
        while (true)
        {
            if (Write(() => FileLock.TryTake(path)) is { } taken)
                return taken;
            await Task.Delay(FileLock.Interval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Puts a file, which is whole, in its place among the blobs.</summary>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    public void Keep(string tag) => Write(() =>
    {
        File.Move(Incomplete(tag), Blob(tag), overwrite: true);
        return true;
    });

    /// <summary>Puts a link to a blob into the snapshot, or the file itself where links cannot be made.</summary>
    /// <param name="tag">The blob's tag.</param>
    /// <param name="file">The file's path in the repository.</param>
    /// <param name="isFetched">Whether this library fetched it, which is noted.</param>
    /// <exception cref="IOException">The cache cannot be written, or a link of its leads elsewhere.</exception>
    public void Place(string tag, string file, bool isFetched) => Write(() =>
    {
        var place = Path.Combine(Snapshot, Path.Combine(file.Split('/')));
        var folder = Path.GetDirectoryName(place)!;
        RequireNoLinks(folder);
        Directory.CreateDirectory(folder);
        File.Delete(place); // a link itself, not what it leads to
        var isLink = TryLink(place, Path.GetRelativePath(folder, Blob(tag)));
        if (!isLink)
            File.Move(Blob(tag), place);
        if (isFetched)
            new FetchedFiles(_root, Path.GetFileName(Snapshot)).Add(file, isLink ? Blob(tag) : place);
        return true;
    });

    /// <summary>Checks that a relative path stays below the folder it is joined to.</summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
    private static void RequireRelative(string path)
    {
        if (!ManifestFile.IsPath(path))
            throw new InvalidDataException($"'{path.Replace('\0', '?')}' is no path of a file in a repository, and nothing is written there.");
    }

    private bool TryLink(string place, string target)
    {
        if (!_usesLinks)
            return false;
        try
        {
            File.CreateSymbolicLink(place, target);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException && !File.Exists(place))
        {
            return false; // Windows without the privilege, or a file system without links
        }
    }

    // The repository's own folder may be a link, to another disk perhaps: that is its owner's doing. Nobody makes links of the folders below.
    private void RequireNoLinks(string folder)
    {
        for (var below = folder; below.Length > _root.Length; below = Path.GetDirectoryName(below)!)
            RequireNoLink(below);
    }

    private static void RequireNoLink(string path)
    {
        if (new FileInfo(path).LinkTarget is not null)
            throw new IOException($"{path} is a link, which may lead out of the cache. Remove it.");
    }

    private T Write<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The cache of models, {_root}, cannot be written: {failure.Message} {WaysOut}.", failure);
        }
    }
}
