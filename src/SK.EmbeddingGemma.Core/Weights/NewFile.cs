namespace SK.EmbeddingGemma.Weights;

/// <summary>
/// A file that is written beside its place and takes it when it is whole: a run that fails or is stopped leaves what was there
/// before, or nothing. Not thread-safe.
/// </summary>
internal sealed class NewFile : IDisposable
{
    private readonly string _temporary;
    private readonly bool _overwrites;
    private readonly long _length;
    private readonly FileStream _stream;
    private bool _isCommitted;

    /// <summary>Opens the file.</summary>
    /// <param name="path">Its place.</param>
    /// <param name="length">How many bytes will be written. Room for them is taken at once where the file system can.</param>
    /// <param name="overwrites">Whether a file that is in the place is replaced.</param>
    /// <exception cref="IOException">There is a file and it is not to be replaced, a folder, no folder to write to, or no room.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public NewFile(string path, long length, bool overwrites)
    {
        (Path, _length, _overwrites) = (System.IO.Path.GetFullPath(path), length, overwrites);
        NewPath.RequireFree(Path, overwrites, isFolder: false);
        _temporary = NewPath.Beside(Path);
        try
        {
            _stream = new FileStream(_temporary, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                PreallocationSize = length,
                BufferSize = 1 << 16,
            });
        }
        catch (Exception failure) when (IsOfDevice(failure))
        {
            throw Unwritable(failure);
        }
    }

    /// <summary>Gets the absolute path of the place.</summary>
    public string Path { get; }

    /// <summary>Gets the number of bytes so far.</summary>
    public long Position => _stream.Position;

    /// <summary>Writes bytes behind those before.</summary>
    /// <exception cref="IOException">There is no room, or the device failed.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
        }
        catch (Exception failure) when (IsOfDevice(failure))
        {
            throw Unwritable(failure);
        }
    }

    /// <summary>Writes zeros up to the next multiple of <paramref name="alignment"/>.</summary>
    /// <exception cref="IOException">There is no room, or the device failed.</exception>
    public void Pad(int alignment)
    {
        Span<byte> zeros = stackalloc byte[alignment];
        zeros.Clear();
        Write(zeros[..(int)((alignment - (Position % alignment)) % alignment)]);
    }

    /// <summary>Puts the file, which is whole, in its place.</summary>
    /// <exception cref="IOException">It cannot be written to its end, or something has come to its place meanwhile.</exception>
    public void Commit()
    {
        try
        {
            _stream.Flush(flushToDisk: true);
            _stream.Dispose();
            File.Move(_temporary, Path, _overwrites);
        }
        catch (Exception failure) when (IsOfDevice(failure))
        {
            throw Unwritable(failure);
        }

        _isCommitted = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isCommitted)
            return;
        try
        {
            _stream.Dispose(); // writes what is buffered, which a full disk refuses
        }
        catch (Exception failure) when (IsOfDevice(failure))
        {
            _stream.SafeFileHandle.Dispose();
        }

        File.Delete(_temporary);
    }

    // The latter: how .NET reports what is larger than the file system or a limit of the process allows.
    private static bool IsOfDevice(Exception failure) => failure is IOException or ArgumentOutOfRangeException;

    private IOException Unwritable(Exception failure) =>
        new($"{Path} could not be written, which takes {_length} bytes: {failure.Message} Nothing was left behind.", failure);
}
