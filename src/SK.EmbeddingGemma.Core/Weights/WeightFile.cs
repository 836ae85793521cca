using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace SK.EmbeddingGemma.Weights;

/// <summary>
/// An open file of weights, shared by a source and its row readers: the last one that lets go closes it. A file that is
/// replaced by renaming stays what it was here; one that is overwritten or cut in place is noticed. Thread-safe.
/// </summary>
internal sealed class WeightFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly DateTime _lastWrite;
    private int _owners = 1;

    private WeightFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
        Length = RandomAccess.GetLength(handle);
        _lastWrite = File.GetLastWriteTimeUtc(handle);
    }

    /// <summary>Gets the absolute path, for messages.</summary>
    public string Path { get; }

    /// <summary>Gets the length when the file was opened, in bytes.</summary>
    public long Length { get; }

    /// <summary>Opens a file, so that others may delete or rename it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static WeightFile Open(string path)
    {
        if (Directory.Exists(path))
            throw new InvalidDataException($"{path}: this is a folder, but must be a file of weights.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"The weights {path} are missing. Copy the whole model, its subfolders included.", path);
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);
        try
        {
            return new WeightFile(path, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Adds an owner, who disposes once.</summary>
    public WeightFile Share()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        Interlocked.Increment(ref _owners);
        return this;
    }

    /// <summary>Fills <paramref name="destination"/> from the byte at <paramref name="offset"/> on, with positional reads: no page is mapped.</summary>
    /// <exception cref="IOException">The file was cut since it was opened.</exception>
    public void Read(Span<byte> destination, long offset)
    {
        while (destination.Length > 0)
        {
            var count = RandomAccess.Read(_handle, destination, offset);
            if (count <= 0)
                throw Changed();
            destination = destination[count..];
            offset += count;
        }
    }

    /// <summary>Maps the file for bulk reads; the caller disposes it and calls <see cref="EnsureUnchanged"/> before it touches pages.</summary>
    public MemoryMappedFile Map()
    {
        EnsureUnchanged();
        return MemoryMappedFile.CreateFromFile(_handle, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
    }

    /// <summary>Throws where length or time of the last write differ from those at opening.</summary>
    /// <exception cref="IOException">The file was changed in place.</exception>
    public void EnsureUnchanged()
    {
        if (RandomAccess.GetLength(_handle) != Length)
            throw Changed();
        EnsureNotWritten();
    }

    /// <summary>Throws where the time of the last write differs: enough, and half the cost, after a positional read, which notices a cut itself.</summary>
    /// <exception cref="IOException">The file was changed in place.</exception>
    public void EnsureNotWritten()
    {
        if (File.GetLastWriteTimeUtc(_handle) != _lastWrite)
            throw Changed();
    }

    /// <summary>Returns an exception about the file.</summary>
    public InvalidDataException Fault(string problem, Exception? cause = null) => new($"{Path}: the file {problem}", cause);

    /// <summary>Returns an exception about a tensor of the file.</summary>
    public InvalidDataException Fault(string tensor, string problem) =>
        new($"{Path}: tensor '{(tensor.Length > 120 ? tensor[..117] + "..." : tensor)}' {problem}");

    /// <summary>Returns an exception about a tensor of the file.</summary>
    public InvalidDataException Fault(TensorInfo tensor, string problem) => Fault(tensor.Name, problem);

    /// <summary>Lets go of one owner's share.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _owners) == 0)
            _handle.Dispose();
    }

    private IOException Changed() =>
        new($"The weights {Path} were changed while in use, so what is read would belong to no model. Load the model again, and replace its files by renaming new ones over them.");
}
