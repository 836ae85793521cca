namespace SK.EmbeddingGemma.Weights;

/// <summary>
/// A folder that is filled beside its place and takes it when it is whole: a run that fails or is stopped leaves what was there
/// before, or nothing. Not thread-safe.
/// </summary>
internal sealed class NewFolder : IDisposable
{
    private readonly string _place;
    private readonly bool _overwrites;
    private bool _isCommitted;

    /// <summary>Creates the folder.</summary>
    /// <param name="path">Its place.</param>
    /// <param name="overwrites">Whether a folder with a model that is in the place is replaced.</param>
    /// <exception cref="IOException">There is something and it is not to be replaced, or no folder to write to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder above may not be written.</exception>
    public NewFolder(string path, bool overwrites)
    {
        (_place, _overwrites) = (System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)), overwrites);
        NewPath.RequireFree(_place, overwrites, isFolder: true);
        Path = NewPath.Beside(_place);
        Directory.CreateDirectory(Path);
    }

    /// <summary>Gets the absolute path of the folder until it takes its place.</summary>
    public string Path { get; }

    /// <summary>Puts the folder, which is whole, in its place.</summary>
    /// <exception cref="IOException">Something has come to its place meanwhile.</exception>
    public void Commit()
    {
        if (_overwrites && Directory.Exists(_place))
        {
            var before = NewPath.Beside(_place);
            Directory.Move(_place, before);
            Directory.Move(Path, _place);
            Directory.Delete(before, recursive: true);
        }
        else
        {
            Directory.Move(Path, _place);
        }

        _isCommitted = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isCommitted)
            Directory.Delete(Path, recursive: true);
    }
}
