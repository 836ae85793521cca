namespace SK.EmbeddingGemma.Graphs;

/// <summary>A new file of a conversion. Not thread-safe.</summary>
internal sealed class ConversionFile : IDisposable
{
    private readonly FileStream _file;

    /// <summary>Creates the file, which must not exist.</summary>
    /// <exception cref="UnwrittenFileException">It cannot be created.</exception>
    public ConversionFile(string path) =>
        _file = Try(() => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0));

    /// <summary>Gets the number of bytes so far.</summary>
    public long Position => _file.Position;

    /// <summary>Gets the file's name.</summary>
    public string Name => Path.GetFileName(_file.Name);

    /// <summary>Writes a whole file.</summary>
    /// <exception cref="UnwrittenFileException">It cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = new ConversionFile(path);
        file.Append(bytes);
        file.Flush();
    }

    /// <summary>Writes bytes behind what is there; zeros before them where <paramref name="offset"/> is beyond.</summary>
    /// <exception cref="UnwrittenFileException">They cannot be written.</exception>
    public void Append(ReadOnlySpan<byte> bytes, long? offset = null)
    {
        try
        {
            _file.Position = offset ?? _file.Position;
            _file.Write(bytes);
        }
        catch (Exception failure) when (IsOfDevice(failure))
        {
            throw new UnwrittenFileException(failure);
        }
    }

    /// <summary>Waits until all is on the disk, so that no loss of power can leave a folder that only looks whole.</summary>
    /// <exception cref="UnwrittenFileException">It cannot be brought there.</exception>
    public void Flush() => Try(() =>
    {
        _file.Flush(flushToDisk: true);
        return true;
    });

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static T Try<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception failure) when (IsOfDevice(failure))
        {
            throw new UnwrittenFileException(failure);
        }
    }

    // The last: how .NET reports what is larger than the file system or a limit of the process allows.
    private static bool IsOfDevice(Exception failure) => failure is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;
}
